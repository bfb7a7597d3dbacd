import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { hasErrorCode } from '@glyphwatch/domain';
import { DecoderWorker } from './decoder-worker.ts';
import type { Order } from './testing/stuck-worker.ts';

const FILE = new URL('./testing/stuck-worker.ts', import.meta.url);
/** Of computing. Starting a process counts. */
const SECONDS = 2;
let folder: string;
let worker: DecoderWorker;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'decoder-'));
  worker = new DecoderWorker(FILE, { mark: join(folder, 'mark') }, SECONDS);
});
afterEach(async () => {
  await worker[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true });
});

const ask = (what: Order['do']): Promise<unknown> => worker.ask({ do: what } satisfies Order);

async function refusal(what: Order['do']): Promise<string> {
  const error = await ask(what).catch((reason: unknown) => reason);
  expect(hasErrorCode(error, 'image-unsupported')).toBe(true);
  return error instanceof Error ? error.message : '';
}

async function endOf(pid: number): Promise<void> {
  const isAlive = (): boolean => {
    try {
      return process.kill(pid, 0);
    } catch {
      return false;
    }
  };
  while (isAlive()) await setTimeout(50);
}

it('passes on what the process answers and refuses', async () => {
  expect(await ask('answer')).toBe('read');
  expect(await refusal('refuse')).toBe('The page is torn.');
  expect(await ask('answer')).toBe('read');
});

it('ends a process that takes too long, and the next page is decoded', async () => {
  expect(await refusal('hang')).toBe('It takes longer than 2 s to decode. Save it as PNG or JPEG.');
  expect(await ask('answer')).toBe('read');
});

it('ends a process that neither answers nor computes', async () => {
  await using idle = new DecoderWorker(FILE, {}, 0.5);
  await expect(idle.ask({ do: 'sleep' })).rejects.toMatchObject({ code: 'image-unsupported' });
});

it('ends a process that broke down, and the next page is decoded', async () => {
  expect(await refusal('break')).toBe(
    'It broke the decoder, or takes too much memory. Save it as PNG or JPEG.',
  );
  expect(await ask('answer')).toBe('read');
});

it('survives a crash, and refuses a page that crashes twice', async () => {
  expect(await ask('crash once')).toBe('read');
  expect(await refusal('crash')).toBe('It broke the decoder. Save it as PNG or JPEG.');
  expect(await ask('answer')).toBe('read');
});

it('starts another process when one was killed between two pages', async () => {
  const pid = Number(await ask('say who'));
  process.kill(pid, 'SIGKILL');
  await endOf(pid);
  expect(await ask('answer')).toBe('read');
});

it('gives up a file that broke three processes', async () => {
  for (let page = 0; page < 3; page++) await refusal('break');
  expect(await refusal('answer')).toBe(
    'The decoder was broken by 3 other pages. Save it as PNG or JPEG.',
  );
});

it('finishes its page when Ctrl-C reaches it', async () => {
  const pid = Number(await ask('say who'));
  process.kill(pid, 'SIGINT');
  expect(await ask('say who')).toBe(pid);
});

const program = (lines: string): string[] => [
  '--input-type=module',
  '-e',
  `import { DecoderWorker } from ${JSON.stringify(new URL('./decoder-worker.ts', import.meta.url).href)};
    const worker = new DecoderWorker(new URL(${JSON.stringify(FILE.href)}), {});
    ${lines}`,
];

it('keeps what a decoder prints out of the output of the process', async () => {
  const lines = `await worker.ask({ do: 'print' });
    await worker[Symbol.asyncDispose]();`;
  const { stdout, status } = spawnSync(process.execPath, program(lines), { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
});

it('ends with the process that asked, however that ends', async () => {
  const lines = `process.stdout.write(String(await worker.ask({ do: 'say who' })));
    await worker.ask({ do: 'hang' });`;
  const asking = spawn(process.execPath, program(lines), { stdio: ['ignore', 'pipe', 'inherit'] });
  const [said] = await once(asking.stdout, 'data');
  process.kill(Number(said), 0);
  asking.kill('SIGKILL');
  await endOf(Number(said));
});
