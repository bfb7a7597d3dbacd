import type { ImageSource } from '@glyphwatch/domain';
import { fakeIo } from '../testing/fake-io.ts';
import { imagePrinter } from '../terminal/image-printer.ts';
import { type Scanned, notScanned } from '../terminal/scanned.ts';
import { StatusLine } from '../terminal/status-line.ts';
import { Tally } from '../terminal/tally.ts';
import type { BUSY, LocalFile } from './file-scanner.ts';
import { ScanRun } from './scan-run.ts';

const image: ImageSource & LocalFile['image'] = {
  address: { bucket: '/photos', key: 'x' },
  read: async () => new Uint8Array(),
  identify: async () => ({ hash: 'x', size: 0 }),
};

async function* filesNamed(...names: string[]): AsyncGenerator<LocalFile> {
  for (const path of names) yield { path, image };
}

function openRun(scan: (path: string) => Scanned | typeof BUSY, signal = AbortSignal.any([])) {
  const io = fakeIo();
  const tally = new Tally(0);
  const run = new ScanRun({
    scan: async ({ path }) => scan(path),
    pause: () => new Promise((resolve) => setImmediate(resolve)),
    printer: imagePrinter('jsonl', { stdout: io.stdout, reveal: false, withText: false }),
    stdout: io.stdout,
    statusLine: new StatusLine(io.stderr, () => 0),
    ...{ tally, signal, inFlight: 1, clock: () => 0 },
  });
  const printed = () =>
    io
      .out()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line).image);
  return { run, tally, printed };
}

const done = (path: string): Scanned => notScanned(path, 'NO_TEXT', '');

it('goes on with other images while another run reads one, and prints that one when it is done', async () => {
  let asked = 0;
  const { run, printed } = openRun((path) => {
    if (path !== 'shared' || (asked += 1) > 3) return done(path);
    return 'busy';
  });
  await run.over(filesNamed('shared', 'a', 'b'));
  expect(printed()).toEqual(['a', 'b', 'shared']);
  expect(asked).toBe(4);
});

it('counts an image as left if it is still read elsewhere when the run is interrupted', async () => {
  const interrupted = new AbortController();
  const { run, tally } = openRun(() => {
    interrupted.abort();
    return 'busy';
  }, interrupted.signal);
  await run.over(filesNamed('shared'));
  expect(tally.left).toBe(1);
});

it('ends with the failure of an image that was put aside', async () => {
  let asked = 0;
  const { run } = openRun(() => {
    if ((asked += 1) === 1) return 'busy';
    throw new Error('the store is gone');
  });
  await expect(run.over(filesNamed('shared'))).rejects.toThrow('the store is gone');
});
