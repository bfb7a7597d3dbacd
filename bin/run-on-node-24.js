// Plain JavaScript, so that an older Node can run this file and hand over to the right one.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { constants } from 'node:os';
import { fileURLToPath } from 'node:url';

const NEEDED_NODE = 24;
const ROOT = new URL('../', import.meta.url);

/**
 * Runs a command's `main` on this Node if it is new enough, else the whole command on the Node in the clone. `variables` are
 * those that must be in the environment before a process starts; what the caller has set is kept.
 */
export async function runOnNode24(name, load, variables = {}) {
  const env = { ...variables, ...process.env };
  if (Number.parseInt(process.versions.node, 10) < NEEDED_NODE) return handOver(name, env);
  if (Object.keys(variables).some((variable) => !(variable in process.env))) restart(env);
  // The cache is inside the clone, not in a temporary folder that others can write to. Threads take it from the variable.
  process.env.NODE_COMPILE_CACHE ??= fileURLToPath(new URL('node_modules/.cache/glyphwatch', ROOT));
  module.enableCompileCache();
  const { main } = await load();
  await main(process.argv.slice(2));
}

/** In the same process, so that signals and the exit code need no passing on. */
function restart(env) {
  const { execPath, execArgv, argv } = process;
  process.execve(execPath, [execPath, ...execArgv, ...argv.slice(1)], env);
}

/** `npm ci` installs Node 24 as a package. */
function handOver(name, env) {
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
  const child = spawn(node, process.argv.slice(1), {
    stdio: 'inherit',
    // A terminal sends Ctrl-C to both processes; the child counts it once.
    env: { ...env, GLYPHWATCH_HANDED_OVER: '1' },
  });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
    process.on(signal, () => child.kill(signal));
  child.on('exit', (code, signal) => {
    process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
  });
}
