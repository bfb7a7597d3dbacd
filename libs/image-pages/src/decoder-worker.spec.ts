import { spawnSync } from 'node:child_process';
import { hasErrorCode } from '@glyphwatch/domain';
import { DecoderWorker } from './decoder-worker.ts';

const FILE = new URL('./testing/stuck-worker.ts', import.meta.url);
let worker: DecoderWorker;
/** Of computing. Starting a thread counts. */
const SECONDS = 2;
beforeEach(() => {
  worker = new DecoderWorker(FILE, {}, SECONDS);
});
afterEach(() => worker[Symbol.asyncDispose]());

async function refusal(what: string): Promise<string> {
  const error = await worker.ask({ do: what }).catch((reason: unknown) => reason);
  expect(hasErrorCode(error, 'image-unsupported')).toBe(true);
  return error instanceof Error ? error.message : '';
}

it('passes on what the thread answers and refuses', async () => {
  expect(await worker.ask({ do: 'answer' })).toBe('read');
  expect(await refusal('refuse')).toBe('The page is torn.');
  expect(await worker.ask({ do: 'answer' })).toBe('read');
});

it('ends a thread that takes too long, and the next page is decoded', async () => {
  expect(await refusal('hang')).toBe('It takes longer than 2 s to decode. Save it as PNG or JPEG.');
  expect(await worker.ask({ do: 'answer' })).toBe('read');
});

it('ends a thread that neither answers nor computes', async () => {
  await using idle = new DecoderWorker(FILE, {}, 0.5);
  await expect(idle.ask({ do: 'sleep' })).rejects.toMatchObject({ code: 'image-unsupported' });
});

it('ends a thread that broke down, and the next page is decoded', async () => {
  expect(await refusal('break')).toBe(
    'It broke the decoder, or takes too much memory. Save it as PNG or JPEG.',
  );
  expect(await worker.ask({ do: 'answer' })).toBe('read');
});

it('gives up a file that broke three threads', async () => {
  for (let page = 0; page < 3; page++) await refusal('break');
  expect(await refusal('answer')).toBe(
    'The decoder was broken by 3 other pages. Save it as PNG or JPEG.',
  );
});

it('keeps what a decoder prints out of the output of the process', async () => {
  const script = `
    import { DecoderWorker } from ${JSON.stringify(new URL('./decoder-worker.ts', import.meta.url).href)};
    const worker = new DecoderWorker(new URL(${JSON.stringify(FILE.href)}), {});
    await worker.ask({ do: 'print' });
    await worker[Symbol.asyncDispose]();`;
  const args = ['--input-type=module', '-e', script];
  const { stdout, status } = spawnSync(process.execPath, args, { encoding: 'utf8' });
  expect([status, stdout]).toEqual([0, '']);
});
