import { GlyphwatchError, imageIdOf } from '@glyphwatch/domain';
import { sampleOutcome, sampleUpload } from '@glyphwatch/domain/contracts';
import { InMemoryDeliveries, InMemoryResultStore } from '@glyphwatch/domain/in-memory';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { fakeIo } from '../../../testing/fake-io.ts';
import { purgeAll } from './purge-all.ts';

/** Of this many old images, the numbered ones cannot be deleted. */
async function purge(images: number, damaged: readonly number[]) {
  const deliveries = new InMemoryDeliveries();
  const results = new InMemoryResultStore(deliveries);
  const ids: string[] = [];
  for (let image = 0; image < images; image += 1) {
    const upload = sampleUpload({ address: { bucket: 'b', key: `${image}` } });
    const imageId = imageIdOf(upload.address);
    await results.claim(upload, { owner: 'me', now: 1, leaseUntil: 1 });
    const nothing = { deliveries: [], records: [], notified: [] };
    await results.commit(imageId, 'me', { outcome: sampleOutcome(), ...nothing, now: image });
    ids.push(imageId);
  }
  const remove = results.delete.bind(results);
  let tried = 0;
  results.delete = async (imageId, deletion) => {
    tried += 1;
    if (damaged.some((image) => ids[image] === imageId)) {
      throw new GlyphwatchError('store-misconfigured', 'The item is corrupt.');
    }
    return remove(imageId, deletion);
  };
  const io = fakeIo();
  const store = { results, deliveries };
  const purging = { store, before: 1000, command: 'glyphwatch' };
  const code = await purgeAll(purging, { yes: true }, io).catch((error: unknown) => error);
  return { code, tried, out: io.out(), err: io.err() };
}

it('goes on after images that cannot be purged, names them, and fails in the end', async () => {
  const { code, out, err } = await purge(30, [3, 7]);
  expect(code).toBe(EXIT.failed);
  expect(out).toBe('28 results purged\n');
  expect(err).toContain('glyphwatch: b/3 was not purged: The item is corrupt.\n');
  expect(err).toContain('glyphwatch: b/7 was not purged: The item is corrupt.\n');
});

it('names ten of many', async () => {
  const { err } = await purge(
    30,
    Array.from({ length: 14 }, (_, n) => 2 * n),
  );
  expect(err.match(/was not purged/g)).toHaveLength(10);
  expect(err).toContain('glyphwatch: 4 more images not purged\n');
});

it('ends when the store takes nothing any more', async () => {
  const { code, tried } = await purge(
    60,
    Array.from({ length: 60 }, (_, n) => n),
  );
  expect(code).toMatchObject({ message: 'The item is corrupt.' });
  expect(tried).toBe(20);
});
