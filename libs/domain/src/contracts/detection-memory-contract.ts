import type { DetectionMemory, ErrorCode } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import { sampleDetection, unique } from './samples.ts';

export interface DetectionMemorySubject {
  readonly memory: DetectionMemory;
  /** From here on the backend does not answer, until the function that this resolves to is called. */
  breakBackend?(): Promise<() => Promise<void>>;
  /** From here on a person must act: no permission, no such folder. */
  misconfigure?(): Promise<void>;
  close?(): Promise<void>;
}

const ENGINE = 'engine/1';

export const detectionMemoryContract = new Contract<DetectionMemorySubject>();

detectionMemoryContract.promise(
  'finds nothing for a content that was never kept',
  async ({ memory }) => {
    expect(await memory.find(unique('hash'), ENGINE)).toBeUndefined();
  },
);

detectionMemoryContract.promise('returns exactly what was kept', async ({ memory }) => {
  const hash = unique('hash');
  await memory.keep(hash, ENGINE, sampleDetection());
  expect(await memory.find(hash, ENGINE)).toEqual(sampleDetection());
});

detectionMemoryContract.promise('remembers that a content has no text', async ({ memory }) => {
  const hash = unique('hash');
  const empty = { ...sampleDetection(), lines: [] };
  await memory.keep(hash, ENGINE, empty);
  expect(await memory.find(hash, ENGINE)).toEqual(empty);
});

detectionMemoryContract.promise('replaces what was kept before', async ({ memory }) => {
  const hash = unique('hash');
  await memory.keep(hash, ENGINE, sampleDetection('OLD'));
  await memory.keep(hash, ENGINE, sampleDetection('NEW'));
  expect(await memory.find(hash, ENGINE)).toEqual(sampleDetection('NEW'));
});

detectionMemoryContract.promise('keeps contents and engines apart', async ({ memory }) => {
  const [hash, other] = [unique('hash'), unique('hash')];
  await memory.keep(hash, ENGINE, sampleDetection('ONE'));
  await memory.keep(hash, 'engine/2', sampleDetection('TWO'));
  await memory.keep(other, ENGINE, sampleDetection('THREE'));
  expect(await memory.find(hash, ENGINE)).toEqual(sampleDetection('ONE'));
  expect(await memory.find(hash, 'engine/2')).toEqual(sampleDetection('TWO'));
  expect(await memory.find(other, ENGINE)).toEqual(sampleDetection('THREE'));
  expect(await memory.find(other, 'engine/2')).toBeUndefined();
});

detectionMemoryContract.promise(
  'forgets what every engine read in a content',
  async ({ memory }) => {
    const [hash, other] = [unique('hash'), unique('hash')];
    for (const engine of [ENGINE, 'engine/2']) await memory.keep(hash, engine, sampleDetection());
    await memory.keep(other, ENGINE, sampleDetection());
    await memory.forget(hash);
    await memory.forget(hash);
    for (const engine of [ENGINE, 'engine/2']) {
      expect(await memory.find(hash, engine)).toBeUndefined();
    }
    expect(await memory.find(other, ENGINE)).toEqual(sampleDetection());
  },
);

detectionMemoryContract.promise(
  'forgets what was read in any content but these',
  async ({ memory }) => {
    const [first, second, other] = [unique('hash'), unique('"ha,sh"'), unique('hash')];
    for (const hash of [first, second, other]) await memory.keep(hash, ENGINE, sampleDetection());
    const kept = new Set([first, second]);
    await memory.forgetOthers(kept);
    await memory.forgetOthers(kept);
    for (const hash of kept) expect(await memory.find(hash, ENGINE)).toEqual(sampleDetection());
    expect(await memory.find(other, ENGINE)).toBeUndefined();
    await memory.forgetOthers(new Set());
    expect(await memory.find(first, ENGINE)).toBeUndefined();
  },
);

detectionMemoryContract.promise('keeps many contents at once', async ({ memory }) => {
  const hashes = Array.from({ length: 20 }, () => unique('hash'));
  await Promise.all(hashes.map((hash) => memory.keep(hash, ENGINE, sampleDetection(hash))));
  const found = await Promise.all(hashes.map((hash) => memory.find(hash, ENGINE)));
  expect(found).toEqual(hashes.map((hash) => sampleDetection(hash)));
});

detectionMemoryContract.promiseWith(
  'breakBackend',
  'fails with store-unavailable when its backend does not answer',
  async ({ memory, breakBackend }) => {
    await breakBackend();
    await expectEachToFail(memory, 'store-unavailable');
  },
);

detectionMemoryContract.promiseWith(
  'breakBackend',
  'works again once its backend answers',
  async ({ memory, breakBackend }) => {
    const hash = unique('hash');
    const keep = () => memory.keep(hash, ENGINE, sampleDetection());
    const mend = await breakBackend();
    await failureOf(keep(), 'store-unavailable');
    await mend();
    await keep();
    expect(await memory.find(hash, ENGINE)).toEqual(sampleDetection());
  },
);

detectionMemoryContract.promiseWith(
  'misconfigure',
  'fails with store-misconfigured when a person must act',
  async ({ memory, misconfigure }) => {
    await misconfigure();
    await expectEachToFail(memory, 'store-misconfigured');
  },
);

async function expectEachToFail(memory: DetectionMemory, code: ErrorCode): Promise<void> {
  await failureOf(memory.find(unique('hash'), ENGINE), code);
  await failureOf(memory.keep(unique('hash'), ENGINE, sampleDetection()), code);
  await failureOf(memory.forget(unique('hash')), code);
  await failureOf(memory.forgetOthers(new Set()), code);
}

export function describeDetectionMemoryContract(
  name: string,
  open: () => Promise<DetectionMemorySubject>,
  options?: ContractOptions<DetectionMemorySubject>,
): void {
  detectionMemoryContract.describe(name, open, options);
}
