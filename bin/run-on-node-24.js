// Plain JavaScript, so that an older Node can run this file and hand over to the right one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED_NODE = 24;
const ROOT = new URL('../', import.meta.url);

/** Runs a command's `main` on this Node if it is new enough, else the whole command on the Node in the clone. */
export async function runOnNode24(name, load) {
  if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) return handOver(name);
  // The cache is inside the clone, not in a temporary folder that others can write to.
  module.enableCompileCache(fileURLToPath(new URL('node_modules/.cache/glyphwatch', ROOT)));
  const { main } = await load();
  await main(process.argv.slice(2));
}

/** `npm ci` installs Node 24 as a package. */
function handOver(name) {
  const file = process.platform === 'win32' ? 'node.exe' : 'node';
  const node = fileURLToPath(new URL(`node_modules/node/bin/${file}`, ROOT));
  if (!existsSync(node)) {
    console.error(
      `${name} needs Node ${NEEDED_NODE} or newer, and this is ${process.version}. ` +
        'Run `npm ci` in the clone, which installs it.',
    );
    process.exitCode = 2;
    return;
  }
  const child = spawn(node, process.argv.slice(1), { stdio: 'inherit' });
  // Ctrl-C also reaches the child; this process only has to outlive it.
  process.on('SIGINT', () => {});
  process.on('SIGTERM', () => child.kill('SIGTERM'));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
