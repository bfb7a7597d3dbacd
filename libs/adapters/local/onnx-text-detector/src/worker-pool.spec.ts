import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { hasErrorCode } from '@glyphwatch/domain';
import type { DecodedImage } from './picture.ts';
import { WorkerPool } from './worker-pool.ts';

/** Commands to the worker, encoded as the picture's width. */
const READ = 1;
const CRASH = 2;
const STALL = 3;

/** Answers with the id of its thread, to show which worker processed the picture. */
const WORKER = `
  const { parentPort, threadId } = require('node:worker_threads');
  parentPort.on('message', ({ image: { width } }) => {
    if (width === ${CRASH}) throw new Error('out of memory');
    if (width === ${READ}) parentPort.postMessage({ kind: 'read', lines: [{ text: String(threadId) }] });
  });`;

describe('WorkerPool', () => {
  let folder: string;
  let pool: WorkerPool;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'worker-pool-'));
    await writeFile(join(folder, 'worker.cjs'), WORKER);
  });
  afterAll(() => rm(folder, { recursive: true }));
  afterEach(() => pool.close());

  function open(size: number): void {
    const file = pathToFileURL(join(folder, 'worker.cjs'));
    pool = new WorkerPool(size, { threads: 1, languages: [] }, file);
  }

  async function reader(): Promise<string | undefined> {
    const { lines } = await pool.read(picture(READ));
    return lines[0]?.text;
  }

  it('reuses a worker for the next picture', async () => {
    open(1);
    expect(await reader()).toBe(await reader());
  });

  it('starts no more workers than allowed', async () => {
    open(2);
    const readers = await Promise.all(Array.from({ length: 8 }, reader));
    expect(new Set(readers).size).toBe(2);
  });

  it('fails the picture of a worker that crashed, with the cause, and reads the next with another', async () => {
    open(1);
    const before = await reader();
    const error = await pool.read(picture(CRASH)).catch((cause: unknown) => cause);
    expect(hasErrorCode(error, 'detector-unavailable')).toBe(true);
    expect(error).toMatchObject({ cause: { message: 'out of memory' } });
    const after = await reader();
    expect(after).toEqual(expect.any(String));
    expect(after).not.toBe(before);
  });

  it('reads the pictures that were waiting when a worker crashed', async () => {
    open(1);
    const [crashed, ...others] = await Promise.allSettled([
      pool.read(picture(CRASH)),
      reader(),
      reader(),
    ]);
    expect(crashed?.status).toBe('rejected');
    expect(others.map(({ status }) => status)).toEqual(['fulfilled', 'fulfilled']);
  });

  it('fails the pictures in progress and waiting when it is closed', async () => {
    open(1);
    const reading = [pool.read(picture(STALL)), pool.read(picture(READ))];
    const settled = Promise.allSettled(reading);
    await pool.close();
    for (const outcome of await settled) {
      expect(outcome.status).toBe('rejected');
      if (outcome.status === 'rejected') {
        expect(hasErrorCode(outcome.reason, 'detector-unavailable')).toBe(true);
      }
    }
  });
});

function picture(width: number): DecodedImage {
  const pixels = () => new Uint8Array(3);
  return {
    width,
    height: 1,
    picture: { width: 1, height: 1, pixels: pixels() },
    overview: { width: 1, height: 1, scale: 1, pixels: pixels(), tiles: [] },
  };
}
