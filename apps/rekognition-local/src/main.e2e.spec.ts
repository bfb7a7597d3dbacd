import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { postAsBotocore } from './testing/post.ts';

jest.setTimeout(60_000);

const BIN = join(__dirname, '../bin/rekognition-local.js');

function run(...args: readonly string[]) {
  return spawn(process.execPath, [BIN, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
}

async function runToEnd(...args: readonly string[]) {
  const child = run(...args);
  const [stdout, stderr, [code]] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    once(child, 'exit'),
  ]);
  return { stdout, stderr, code };
}

async function listen(...args: readonly string[]) {
  const child = run('--port', '0', ...args);
  const [line] = await once(createInterface(child.stdout), 'line');
  const stop = async (signal: NodeJS.Signals) => {
    child.kill(signal);
    return await once(child, 'exit');
  };
  return { line: String(line), stop };
}

it('prints its address and stops cleanly, even while a call hangs', async () => {
  const { line, stop } = await listen();
  const url =
    /^rekognition-local is listening on (http:\/\/127\.0\.0\.1:\d+)$/.exec(line)?.[1] ?? '';
  const never = postAsBotocore(url, '{}', { 'x-glyphwatch-fault': 'hang' }).catch(() => 'cut');
  // A second call is answered only after the first has arrived.
  expect((await postAsBotocore(url, '{}')).status).toBe(400);
  expect(await stop('SIGTERM')).toEqual([0, null]);
  expect(await never).toBe('cut');
});

it('prints JSON for programs and follows a fault schedule', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'rekognition-local-'));
  const schedule = join(folder, 'faults.json');
  await writeFile(schedule, '[{"every": 1, "fault": "ThrottlingException"}]');
  const { line, stop } = await listen('--format', 'json', '--faults', schedule);
  const { url }: { url: string } = JSON.parse(line);
  const answer = await postAsBotocore(url, '{}');
  expect(await answer.json()).toMatchObject({ __type: 'ThrottlingException' });
  expect(await stop('SIGINT')).toEqual([0, null]);
  await rm(folder, { recursive: true });
});

it('prints help', async () => {
  const { stdout, code } = await runToEnd('--help');
  expect(code).toBe(0);
  for (const word of ['--port', '--s3-endpoint', '--faults', '127.0.0.1']) {
    expect(stdout).toContain(word);
  }
});

it('explains usage errors', async () => {
  for (const [args, complaint] of [
    [['--port', '70000'], /0 to 65535/],
    [['--s3-endpoint', 'localhost:9000'], /http:\/\//],
    [['--nonsense'], /--nonsense/],
    [['--faults', '/nowhere/faults.json'], /faults\.json/],
  ] as const) {
    const { stderr, code } = await runToEnd(...args);
    expect(code).toBe(2);
    expect(stderr).toMatch(complaint);
  }
});

it('says what to do if the port is in use', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const { stderr, code } = await runToEnd('--port', String(port));
  other.close();
  expect([code, stderr]).toEqual([2, expect.stringContaining('--port')]);
});
