import { GlyphwatchError } from './errors.ts';
import { imageIdOf } from './image.ts';
import type { ErrorCode, ResultStore } from './index.ts';
import { recordUnrecorded } from './record-history.ts';
import { sampleOutcome, sampleRecord, sampleUpload } from './contracts/samples.ts';
import { InMemoryResultStore } from './in-memory/in-memory-result-store.ts';
import { override } from './in-memory/sabotaged-stores.ts';

/** As many images with something unrecorded, longest waiting first. */
async function storeWith(images: number) {
  const store = new InMemoryResultStore();
  for (let index = 0; index < images; index += 1) {
    const upload = sampleUpload({ address: { bucket: 'b', key: `${index}` } });
    const imageId = imageIdOf(upload.address);
    await store.claim(upload, { owner: 'me', now: index, leaseUntil: index });
    await store.commit(imageId, 'me', {
      ...{ outcome: sampleOutcome(), deliveries: [], notified: [], now: index },
      records: [sampleRecord({ ruleId: 'gate' }, upload)],
    });
  }
  const left = async () => (await store.listUnrecorded(1e15, 1000)).map(({ imageId }) => imageId);
  return { store, left };
}

function failingFor(store: ResultStore, imageIds: readonly string[], code: ErrorCode) {
  return override(store, {
    recordMatches: async (imageId, records) => {
      if (imageIds.includes(imageId)) throw new GlyphwatchError(code, `${imageId} is odd.`);
      await store.recordMatches(imageId, records);
    },
  });
}

it('records what is unrecorded, however much it is', async () => {
  const { store, left } = await storeWith(250);
  expect(await recordUnrecorded(store, 1e15)).toBe(250);
  expect(await left()).toEqual([]);
});

it('goes on after images that cannot be recorded, and fails with all of them', async () => {
  const { store, left } = await storeWith(250);
  const odd = Array.from({ length: 120 }, (_, index) => `b/${index}`);
  const attempt = recordUnrecorded(failingFor(store, odd, 'store-misconfigured'), 1e15);
  await expect(attempt).rejects.toThrow(/^120 failures: b\/0 is odd\. b\/1 is odd\./);
  expect(await left()).toEqual(odd);
});

it('stops at once when the store does not answer', async () => {
  const { store, left } = await storeWith(3);
  const attempt = recordUnrecorded(failingFor(store, ['b/1'], 'store-unavailable'), 1e15);
  await expect(attempt).rejects.toThrow('b/1 is odd.');
  expect(await left()).toEqual(['b/1', 'b/2']);
});
