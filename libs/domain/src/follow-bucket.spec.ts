import {
  FollowBucket,
  GlyphwatchError,
  imageIdOf,
  ScanImage,
  type Upload,
  type TextDetector,
  TELL_EACH,
  Telling,
} from './index.ts';
import { failureOf } from './contracts/index.ts';
import { CountingIds } from './in-memory/counting-ids.ts';
import { InMemoryDeliveries } from './in-memory/in-memory-deliveries.ts';
import { InMemoryImages } from './in-memory/in-memory-image-source.ts';
import { InMemoryNotifier } from './in-memory/in-memory-notifier.ts';
import { InMemoryResultStore } from './in-memory/in-memory-result-store.ts';
import { InMemoryTextDetector } from './in-memory/in-memory-text-detector.ts';
import {
  InMemoryWatchlist,
  InMemoryWatchlistSource,
} from './in-memory/in-memory-watchlist-source.ts';
import { intercept } from './in-memory/intercept.ts';

const ADDRESS = { bucket: 'yard', key: 'gate.png' };
const IMAGE_ID = imageIdOf(ADDRESS);

type Before = (method: string) => void;

/** A bucket, and what follows it. `before` is called before each call of a port of this kind. */
function openWorld(before: { looks?: Before; detects?: Before } = {}) {
  const images = new InMemoryImages();
  const deliveries = new InMemoryDeliveries();
  const store = new InMemoryResultStore(deliveries);
  const notifier = new InMemoryNotifier();
  const calls: string[] = [];
  const seen = <Port extends object>(port: Port, then?: Before): Port =>
    intercept(port, async (method, proceed) => {
      calls.push(method);
      then?.(method);
      return proceed();
    });
  const channel = {
    name: 'mail',
    receives: new Set(['matched', 'failed'] as const),
    isDefault: true,
  };
  const channels = [{ ...channel, notifier, telling: TELL_EACH }];
  const watchlists = new InMemoryWatchlistSource(new InMemoryWatchlist({ gate: 'OUT' }));
  const clock = () => 1_760_000_000_000;
  const shared = { channels, watchlists, clock, ids: new CountingIds() };
  const pause = () => new Promise<never>(() => {});
  const telling = new Telling({ ...shared, deliveries, pause, random: () => 0 });
  const looking = seen(images, before.looks);
  const detector: TextDetector = seen(new InMemoryTextDetector(), before.detects);
  const parts = { ...shared, store, telling, detector, images: looking };
  const scanImage = new ScanImage({ ...parts, leaseMs: 1000 });
  const openImage = images.open.bind(images);
  const follow = new FollowBucket({ scanImage, store, images: looking, openImage, clock });
  return {
    images,
    store,
    calls,
    uploaded: (upload: Upload) => follow.uploaded({ upload }),
    deleted: (upload: Upload) => follow.deleted({ upload }),
    stored: () => store.find(IMAGE_ID),
    told: () => notifier.sent.map(({ kind, version }) => `${kind} ${version}`),
  };
}

/** The event about a version; higher sequencers are newer. */
function version(versionId: string, sequencer: string): Upload {
  const uploadedAt = 1_760_000_000_000;
  return { address: { ...ADDRESS, versionId }, version: versionId, sequencer, uploadedAt };
}

/** The event about a content in a bucket without versioning. */
function content(etag: string, sequencer: string): Upload {
  return { address: ADDRESS, version: etag, sequencer, uploadedAt: 1_760_000_000_000 };
}

function isDetection(method: string): boolean {
  return method === 'detectText';
}

/** Older than any event after that. */
function justAfter(sequencer: string): string {
  return `${sequencer.padEnd(23, '0')}1`;
}

describe('an upload', () => {
  it('of a version that is there is scanned without a look at the bucket', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    expect(await world.uploaded(version('v1', '01'))).toMatchObject({ kind: 'scanned' });
    expect(world.calls).toEqual(['detectText']);
  });

  it('that is gone while another version is there is scanned as that, and nobody is told it is gone', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v0' }, 'KEEP OUT');
    const report = await world.uploaded(version('v1', '01'));
    expect(report).toMatchObject({
      result: { version: 'v0', sequencer: justAfter('01'), status: 'MATCHED' },
    });
    expect(world.told()).toEqual(['matched v0']);
  });

  it('that is gone costs nothing, and tells nobody again, where the version before it is there', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    await world.uploaded(version('v1', '01'));
    const detections = world.calls.length;
    const result = { version: 'v1', sequencer: justAfter('02'), status: 'MATCHED' };
    expect(await world.uploaded(version('v2', '02'))).toMatchObject({ kind: 'scanned', result });
    expect(world.told()).toEqual(['matched v1']);
    expect(world.calls.slice(detections)).toEqual(['detectText', 'find', 'find']);
  });

  it('that is gone is GONE where nothing is there', async () => {
    const world = openWorld();
    expect(await world.uploaded(version('v1', '01'))).toMatchObject({ result: { status: 'GONE' } });
    expect(world.told()).toEqual(['failed v1']);
  });

  it('older than a deletion is scanned if it is there all the same, in the place of the deletion', async () => {
    const world = openWorld();
    await world.deleted(version('m1', '05'));
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    const result = { version: 'v1', sequencer: justAfter('05'), status: 'MATCHED' };
    expect(await world.uploaded(version('v1', '01'))).toMatchObject({ kind: 'scanned', result });
    expect(await world.uploaded(version('v1', '01'))).toMatchObject({ kind: 'stale', result });
    expect(world.told()).toEqual(['matched v1']);
  });

  it('older than a version that is there no longer is scanned if it is there', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    world.images.put({ ...ADDRESS, versionId: 'v2' }, 'WAY IN');
    await world.uploaded(version('v2', '02'));
    expect(await world.uploaded(version('v1', '01'))).toMatchObject({ kind: 'stale' });
    world.images.delete({ ...ADDRESS, versionId: 'v2' });
    const result = { version: 'v1', sequencer: justAfter('02'), status: 'MATCHED' };
    expect(await world.uploaded(version('v1', '01'))).toMatchObject({ kind: 'scanned', result });
  });

  it('leaves a third version to its own event', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v2' }, 'WAY IN');
    await world.uploaded(version('v2', '02'));
    world.images.put({ ...ADDRESS, versionId: 'v3' }, 'KEEP OUT');
    const stale = { kind: 'stale', result: { version: 'v2' } };
    expect(await world.uploaded(version('v1', '01'))).toMatchObject(stale);
  });

  it('of an image that changes with every look is given up for now', async () => {
    let changes = 0;
    const world = openWorld({
      detects: () => world.images.put(ADDRESS, 'KEEP OUT', { version: `e${(changes += 1)}` }),
    });
    world.images.put(ADDRESS, 'KEEP OUT', { version: 'e0' });
    await failureOf(world.uploaded(content('e0', '01')), 'source-unavailable');
    expect(world.told()).toEqual([]);
  });
});

describe('an event about a version that is stored under a newer one', () => {
  const outage = () => {
    throw new GlyphwatchError('detector-unavailable', 'Down.');
  };

  it('reads it if the attempt before failed', async () => {
    const state = { isDown: true };
    const world = openWorld({ detects: () => state.isDown && outage() });
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    await failureOf(world.uploaded(version('v1', '05')), 'detector-unavailable');
    state.isDown = false;
    const result = { status: 'MATCHED', sequencer: '05' };
    expect(await world.uploaded(version('v1', '03'))).toMatchObject({ kind: 'scanned', result });
  });

  it('comes again while another process reads it', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    const now = 1_760_000_000_000;
    const claim = { owner: 'another', now, leaseUntil: now + 1000 };
    await world.store.claim(version('v1', '05'), claim);
    expect(await world.uploaded(version('v1', '03'))).toMatchObject({ kind: 'busy' });
  });
});

describe('an event without versions', () => {
  it('older than the deletion of the same content is scanned if that is there again', async () => {
    const world = openWorld();
    await world.deleted(content('e1', '05'));
    world.images.put(ADDRESS, 'KEEP OUT', { version: 'e1' });
    expect(await world.uploaded(content('e1', '04'))).toMatchObject({ kind: 'scanned' });
    expect(await world.stored()).toMatchObject({ status: 'MATCHED', version: 'e1' });
  });
});

describe('what was found by a look', () => {
  it('does not replace what came after the look', async () => {
    const newer = { ...ADDRESS, versionId: 'v3' };
    const state = { looks: Infinity };
    const claimNewer = (): void =>
      void world.store.claim(version('v3', '09'), { owner: 'o', now: 0, leaseUntil: Infinity });
    const world = openWorld({
      looks: () => {
        state.looks += 1;
        if (state.looks === 1) claimNewer();
        if (state.looks === 2) world.images.put(newer, 'WELCOME');
      },
    });
    await world.deleted(version('m1', '05'));
    state.looks = 0;
    world.images.put({ ...ADDRESS, versionId: 'v2' }, 'KEEP OUT');
    await world.deleted(version('v1', '03'));
    expect(await world.stored()).toMatchObject({ version: 'v3', status: 'PROCESSING' });
    expect(world.told()).toEqual([]);
  });

  it('is GONE if it was deleted before it was claimed, and that deletion has been dealt with', async () => {
    const found = { ...ADDRESS, versionId: 'v2' };
    const world = openWorld({ detects: () => world.images.delete(found) });
    await world.deleted(version('m1', '05'));
    world.images.put(found, 'KEEP OUT');
    await world.deleted(version('v1', '03'));
    expect(await world.stored()).toMatchObject({ status: 'GONE' });
  });

  it('is GONE with the next event about a deletion, however old, if its process died before it looked again', async () => {
    const world = openWorld();
    const found = { ...ADDRESS, versionId: 'v2' };
    await world.deleted(version('m1', '05'));
    world.images.put(found, 'KEEP OUT');
    await world.uploaded(version('v2', '04'));
    world.images.delete(found);
    await world.deleted(version('v1', '03'));
    expect(await world.stored()).toMatchObject({ status: 'GONE', version: 'v2' });
  });

  it('is replaced by what came meanwhile, if the event about that has been dealt with', async () => {
    const newer = { ...ADDRESS, versionId: 'v3' };
    const arrive = () => world.images.put(newer, 'WAY OUT');
    const world = openWorld({
      detects: () => world.calls.filter(isDetection).length > 1 || arrive(),
    });
    await world.deleted(version('m1', '05'));
    world.images.put({ ...ADDRESS, versionId: 'v2' }, 'KEEP OUT');
    await world.deleted(version('v1', '03'));
    expect(await world.stored()).toMatchObject({ status: 'MATCHED', version: 'v3' });
  });

  it('keeps its place when an older version is delivered again', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    await world.uploaded(version('v1', '01'));
    world.images.put({ ...ADDRESS, versionId: 'v2' }, 'WAY OUT');
    await world.uploaded(version('v2', '01'));
    expect(await world.uploaded(version('v1', '01'))).toMatchObject({ kind: 'stale' });
    expect(await world.stored()).toMatchObject({ version: 'v2' });
    expect(world.told()).toEqual(['matched v1', 'matched v2']);
  });
});

describe('an upload without versions', () => {
  it('that was overwritten before it was read is scanned as what replaced it, under its own name', async () => {
    const world = openWorld();
    world.images.put(ADDRESS, 'KEEP OUT', { version: 'e2' });
    const first = await world.uploaded(content('e1', '01'));
    expect(first).toMatchObject({
      result: { version: 'e2', sequencer: justAfter('01'), status: 'MATCHED' },
    });
    const second = await world.uploaded(content('e2', '02'));
    expect(second).toMatchObject({ kind: 'known', result: { version: 'e2', sequencer: '02' } });
    expect(world.told()).toEqual(['matched e2']);
  });

  it('that is overwritten after it was read is not matched', async () => {
    const world = openWorld({
      looks: () => world.images.put(ADDRESS, 'WAY IN', { version: 'e2' }),
    });
    world.images.put(ADDRESS, 'KEEP OUT', { version: 'e1' });
    const report = await world.uploaded(content('e1', '01'));
    expect(report).toMatchObject({ result: { version: 'e2', status: 'NO_MATCH' } });
    expect(world.told()).toEqual([]);
  });

  it('that is removed after it was read is GONE', async () => {
    const world = openWorld({ looks: () => world.images.delete(ADDRESS) });
    world.images.put(ADDRESS, 'KEEP OUT', { version: 'e1' });
    expect(await world.uploaded(content('e1', '01'))).toMatchObject({ result: { status: 'GONE' } });
  });

  it('and without an ETag cannot be told from what replaced it', async () => {
    const world = openWorld();
    world.images.put(ADDRESS, 'KEEP OUT', { version: 'e2' });
    const report = await world.uploaded(content('01', '01'));
    expect(report).toMatchObject({ kind: 'scanned', result: { version: '01' } });
    expect(world.calls).toEqual(['detectText']);
  });
});

describe('a deletion', () => {
  it('makes the result GONE where nothing is there', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    await world.uploaded(version('v1', '01'));
    world.images.delete(ADDRESS, 'm1');
    expect(await world.deleted(version('m1', '02'))).toEqual({ kind: 'removed' });
    expect(await world.stored()).toMatchObject({ status: 'GONE', version: 'm1' });
  });

  it('reads nothing again where what is stored is there, which is as new from then on', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v2' }, 'KEEP OUT');
    await world.uploaded(version('v2', '02'));
    const result = { version: 'v2', sequencer: '03', attempts: 1 };
    expect(await world.deleted(version('v1', '03'))).toMatchObject({ kind: 'known', result });
    expect(world.told()).toEqual(['matched v2']);
  });

  it('looks again after it made the result GONE, for what came meanwhile', async () => {
    let looks = 0;
    const world = openWorld({
      looks: () => {
        if ((looks += 1) === 2) world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
      },
    });
    const report = await world.deleted(version('m1', '02'));
    expect(report).toMatchObject({ kind: 'scanned', result: { version: 'v1', status: 'MATCHED' } });
  });

  it('concludes nothing from a bucket that does not answer', async () => {
    const world = openWorld();
    world.images.put({ ...ADDRESS, versionId: 'v1' }, 'KEEP OUT');
    await world.uploaded(version('v1', '01'));
    world.images.lock(ADDRESS);
    await failureOf(world.deleted(version('m1', '02')), 'image-unreadable');
    expect(await world.stored()).toMatchObject({ status: 'MATCHED' });
  });
});
