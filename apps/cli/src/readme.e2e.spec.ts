import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { EXIT } from './terminal/exit-codes.ts';
import { readSettings } from './settings/read-settings.ts';
import { type DeployedPipeline, startDeployedPipeline } from './testing/cloud/deployed-pipeline.ts';
import { pngOf } from './testing/picture.ts';
import { COMMAND } from './testing/run-command.ts';

const SLOW = 300_000;
const README = readFileSync(resolve(__dirname, '../README.md'), 'utf8');

let folder: string;
let cloud: DeployedPipeline;
beforeAll(async () => {
  // Its address and credentials stand in the environment, as those of AWS do.
  cloud = await startDeployedPipeline();
  folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  for (const name of ['photos', 'shots/today', 'inbox', 'bin']) {
    mkdirSync(join(folder, name), { recursive: true });
  }
  writeFileSync(join(folder, 'photos/gate.png'), await pngOf(['KEEP OUT']));
  writeFileSync(join(folder, 'shots/today/tree.png'), await pngOf(['HELLO WORLD']));
  writeFileSync(join(folder, 'glyphwatch.yaml'), 'channels: { desk: console }\n');
  const shim = `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`;
  writeFileSync(join(folder, 'bin/glyphwatch'), shim, { mode: 0o755 });
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await cloud.close();
});

function blocks(language: string): string[] {
  return [...README.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)]
    .filter(([, name]) => name === language)
    .map(([, , text = '']) => text);
}

/** Runs a line as a shell would; one that watches is stopped once it does. */
function inShell(line: string): Promise<{ code: number | null; err: string }> {
  return new Promise((done) => {
    const env = { ...process.env, PATH: `${join(folder, 'bin')}:${process.env.PATH ?? ''}` };
    const script = /^glyphwatch (aws )?(watch|serve)\b/.test(line) ? `exec ${line}` : line;
    const child = spawn('sh', ['-c', script], { cwd: folder, env });
    let err = '';
    child.stdout.resume();
    child.stderr.on('data', (text: Buffer) => {
      err += text.toString();
      if (text.includes('Ctrl-C stops')) child.kill('SIGINT');
    });
    child.on('close', (code) => done({ code, err }));
  });
}

it(
  'shows only commands that work, in this order',
  async () => {
    const lines = blocks('sh').flatMap((block) => block.trim().split('\n'));
    expect(lines.length).toBeGreaterThan(10);
    for (const line of lines) {
      const expected = /^glyphwatch (watch inbox|(aws )?serve)\b/.test(line)
        ? EXIT.interrupted
        : line.includes('--fail-on-match') && !line.includes('--baseline')
          ? EXIT.matched
          : EXIT.done;
      const { code, err } = await inShell(line);
      expect({ line, code, err: code === expected ? '' : err }).toEqual({
        line,
        code: expected,
        err: '',
      });
    }
  },
  SLOW,
);

it('shows settings that are sound', () => {
  const [telling = '', settings = ''] = blocks('yaml');
  const env = {
    WEBHOOK_SECRET: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw',
    SLACK_URL: 'https://hooks.slack.com/services/T0/B0/x',
  };
  const namesIn = (text: string) =>
    readSettings(text, { name: 'README.md', env, folder }).channels.map(({ name }) => name);
  expect(namesIn(telling)).toEqual(['team', 'duty']);
  expect(namesIn(settings)).toEqual(['guards', 'team', 'desk']);
});

it('names the same exit codes as the command', () => {
  for (const code of Object.values(EXIT))
    expect(README).toMatch(new RegExp(`^\\| ${code} +\\|`, 'm'));
});
