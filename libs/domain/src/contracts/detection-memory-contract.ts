import type { DetectionMemory } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import { sampleDetection, unique } from './samples.ts';

export interface DetectionMemorySubject {
  readonly memory: DetectionMemory;
  /** From here on the backend does not answer. */
  breakBackend?(): Promise<void>;
  close?(): Promise<void>;
}

const ENGINE = 'engine/1';

export const detectionMemoryContract = new Contract<DetectionMemorySubject>();

detectionMemoryContract.promise(
  'resolves to undefined for a content never kept',
  async ({ memory }) => {
    expect(await memory.find(unique('hash'), ENGINE)).toBeUndefined();
  },
);

detectionMemoryContract.promise('gives back exactly what was kept', async ({ memory }) => {
  const hash = unique('hash');
  await memory.keep(hash, ENGINE, sampleDetection());
  expect(await memory.find(hash, ENGINE)).toEqual(sampleDetection());
});

detectionMemoryContract.promise('remembers that a content shows no text', async ({ memory }) => {
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

detectionMemoryContract.promise('tells contents and engines apart', async ({ memory }) => {
  const [hash, other] = [unique('hash'), unique('hash')];
  await memory.keep(hash, ENGINE, sampleDetection('ONE'));
  await memory.keep(hash, 'engine/2', sampleDetection('TWO'));
  await memory.keep(other, ENGINE, sampleDetection('THREE'));
  expect(await memory.find(hash, ENGINE)).toEqual(sampleDetection('ONE'));
  expect(await memory.find(hash, 'engine/2')).toEqual(sampleDetection('TWO'));
  expect(await memory.find(other, ENGINE)).toEqual(sampleDetection('THREE'));
  expect(await memory.find(other, 'engine/2')).toBeUndefined();
});

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
    await failureOf(memory.find(unique('hash'), ENGINE), 'store-unavailable');
    await failureOf(memory.keep(unique('hash'), ENGINE, sampleDetection()), 'store-unavailable');
  },
);

export function describeDetectionMemoryContract(
  name: string,
  open: () => Promise<DetectionMemorySubject>,
  options?: ContractOptions<DetectionMemorySubject>,
): void {
  detectionMemoryContract.describe(name, open, options);
}
