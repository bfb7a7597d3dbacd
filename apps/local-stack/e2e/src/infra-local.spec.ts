import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { until } from './until.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const MAIN = join(ROOT, 'apps/local-stack/src/main.ts');
const SETTINGS = join(ROOT, 'apps/local-stack/e2e/settings.yaml');

jest.setTimeout(120_000);

function runOnce(...args: readonly string[]) {
  return spawnSync(process.execPath, [MAIN, ...args], { cwd: ROOT, encoding: 'utf8' });
}

/** The upload commands in the welcome text whose tool is installed. */
function uploadCommands(output: string): string[] {
  return output
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => /^(node -e|curl -T|aws .* s3 cp) /.test(line))
    .filter((line) => spawnSync('sh', ['-c', `${line.split(' ')[0]} --version`]).status === 0);
}

it('shows uploads by each command it prints, with their messages, until Ctrl-C', async () => {
  const child = spawn(process.execPath, [MAIN, '--port', '0', '--settings', SETTINGS], {
    cwd: ROOT,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = once(child, 'exit');
  try {
    await until('it is up', () => output.includes('Ctrl-C stops'));
    const commands = uploadCommands(output);
    expect(commands[0]).toMatch(/^node -e/);
    const env = { ...process.env, AWS_ACCESS_KEY_ID: 'me', AWS_SECRET_ACCESS_KEY: 'me' };
    for (const [index, command] of commands.entries()) {
      expect([command, spawnSync('sh', ['-c', command], { cwd: ROOT, env }).status]).toEqual([
        command,
        0,
      ]);
      await until(command, () => output.split('\nMATCHED ').length === index + 2);
    }
    expect(output).toContain('message to guard@example.com');
    expect(output).not.toContain('denied');
  } finally {
    child.kill('SIGINT');
  }
  expect(await ended).toEqual([0, null]);
});

it('prints its usage', () => {
  const { stdout, status } = runOnce('--help');
  expect(status).toBe(0);
  expect(stdout).toContain('npx nx run infra:local');
});

it.each([
  [['--port', 'http'], 'A port is a number'],
  [['--settings', 'nowhere.yaml'], 'does not exist'],
  [['--what'], 'unknown option'],
])('rejects %j', (args, why) => {
  const { stderr, status } = runOnce(...args);
  expect(status).toBe(2);
  expect(stderr).toContain(why);
});
