import { contentHash } from '@glyphwatch/file-image-source';
import {
  GlyphwatchError,
  type ImageSource,
  type Notifier,
  RememberingDetector,
  type Result,
  type ResultStore,
  ScanImage,
  TELL_EACH,
  Telling,
  type TextDetector,
  type Watchlist,
} from '@glyphwatch/domain';
import {
  CountingIds,
  InMemoryDeliveries,
  InMemoryDetectionMemory,
  InMemoryNotifier,
  InMemoryResultStore,
  InMemoryTextDetector,
  InMemoryWatchlist,
  InMemoryWatchlistSource,
  NOT_AN_IMAGE,
} from '@glyphwatch/domain/in-memory';
import { failureOf } from '@glyphwatch/domain/contracts';
import { FileScanner, type LocalFile } from './file-scanner.ts';

const address = { bucket: '/photos', key: 'gate.jpg' };

function fileShowing(text: string, key = address.key): LocalFile {
  const bytes = new TextEncoder().encode(text);
  const image = {
    address: { ...address, key },
    read: async () => bytes,
    identify: async () => ({ hash: text, size: bytes.length }),
  };
  return { path: `photos/${key}`, image };
}

function fileFailing(error: unknown): LocalFile {
  const fail = (): Promise<never> => Promise.reject(error);
  const image = { address, read: fail, identify: fail };
  return { path: 'photos/gate.jpg', image };
}

class CountingDetector extends InMemoryTextDetector {
  detected = 0;

  override async detectText(image: ImageSource) {
    this.detected += 1;
    return super.detectText(image);
  }
}

interface Setting {
  readonly words: Watchlist;
  readonly again: boolean;
  readonly hasRules: boolean;
  readonly deliveries: InMemoryDeliveries;
  readonly store: ResultStore;
  readonly notifier: Notifier;
  readonly detector: TextDetector;
  readonly isAbandoned: () => boolean;
}

function openScanner(setting: Partial<Setting> = {}) {
  const {
    deliveries = new InMemoryDeliveries(),
    store = new InMemoryResultStore(deliveries),
    notifier = new InMemoryNotifier(),
    again = false,
    words = new InMemoryWatchlist({ gate: 'OUT' }),
  } = setting;
  const engine = new CountingDetector();
  const memory = new InMemoryDetectionMemory();
  let now = 1_000;
  const clock = (): number => (now += 1);
  const untold: string[] = [];
  const failures: [string, unknown][] = [];
  const scanner = (options: Partial<Setting> = {}): FileScanner => {
    const detector = new RememberingDetector(
      options.detector ?? setting.detector ?? engine,
      memory,
      {
        hashOf: contentHash,
        again: options.again ?? again,
      },
    );
    const receives = new Set(['matched' as const, 'failed' as const]);
    const about = { name: 'c', isDefault: true, receives, telling: TELL_EACH };
    const parts = {
      clock,
      channels: [{ ...about, notifier: options.notifier ?? notifier }],
      watchlists: new InMemoryWatchlistSource(options.words ?? words),
      ids: new CountingIds(),
    };
    const telling = new Telling({
      ...{ ...parts, deliveries, random: () => 0 },
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms).unref()),
    });
    const scanImage = new ScanImage({ ...parts, store, telling, detector, leaseMs: 1_000_000 });
    return new FileScanner({
      scanImage,
      store,
      clock,
      isAbandoned: options.isAbandoned ?? (() => true),
      hasRules: options.hasRules ?? true,
      again: options.again ?? again,
      onUntold: (failures) => untold.push(...failures.map(({ channel }) => channel)),
      onUnrecorded: (image) => untold.push(image),
      onFailure: (path, error) => failures.push([path, error]),
    });
  };
  const stored = (): Promise<Result | undefined> => store.find('/photos/gate.jpg');
  return { scanner, store, notifier, deliveries, engine, untold, failures, stored, clock };
}

it('reads a file, matches it, stores the result and sends a notification', async () => {
  const notifier = new InMemoryNotifier();
  const { scanner, stored } = openScanner({ notifier });
  const scanned = await scanner().scan(fileShowing('KEEP OUT'), true);
  expect(scanned).toMatchObject({ image: 'photos/gate.jpg', status: 'MATCHED' });
  expect(await stored()).toMatchObject({ status: 'MATCHED', unrecorded: [] });
  expect(notifier.sent).toHaveLength(1);
});

it('does not detect text again in a known file, and still returns its whole result', async () => {
  const { scanner, engine } = openScanner();
  const first = await scanner().scan(fileShowing('KEEP OUT'), true);
  const second = await scanner().scan(fileShowing('KEEP OUT'), true);
  expect(second).toEqual(first);
  expect(engine.detected).toBe(1);
});

it('recognises the same content under another name', async () => {
  const { scanner, engine } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const copy = await scanner().scan(fileShowing('KEEP OUT', 'copy.jpg'), true);
  expect(copy).toMatchObject({ image: 'photos/copy.jpg', status: 'MATCHED' });
  expect(engine.detected).toBe(1);
});

it('detects text again when asked', async () => {
  const { scanner, engine } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  await scanner({ again: true }).scan(fileShowing('KEEP OUT'), true);
  expect(engine.detected).toBe(2);
});

it('matches stored text with changed rules without detecting it again', async () => {
  const { scanner, engine } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const words = new InMemoryWatchlist({ gate: 'KEEP' });
  const scanned = await scanner({ words }).scan(fileShowing('KEEP OUT'), true);
  expect(scanned).toMatchObject({ ruleMatches: [{ matches: [{ text: 'KEEP' }] }] });
  expect(engine.detected).toBe(1);
});

it('detects text again, once, when another detector would read it', async () => {
  const notifier = new InMemoryNotifier();
  const { scanner, stored } = openScanner({ notifier });
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const detector = {
    identity: 'newer/1',
    detectText: (image: ImageSource) => new InMemoryTextDetector().detectText(image),
  };
  await scanner({ detector }).scan(fileShowing('KEEP OUT'), true);
  await scanner({ detector, hasRules: false }).scan(fileShowing('KEEP OUT'), true);
  expect(await stored()).toMatchObject({ status: 'MATCHED', readBy: 'newer/1', attempts: 2 });
  expect(notifier.sent).toHaveLength(1);
});

it('leaves stored matches as they are when it only reads', async () => {
  const { scanner, stored } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const words = new InMemoryWatchlist({});
  await scanner({ words, hasRules: false }).scan(fileShowing('KEEP OUT'), true);
  expect(await stored()).toMatchObject({ status: 'MATCHED' });
});

it('keeps the time and sequencer at which a content was first seen', async () => {
  const { scanner, stored } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const first = await stored();
  await scanner({ again: true }).scan(fileShowing('KEEP OUT'), true);
  expect(await stored()).toMatchObject({
    uploadedAt: first?.uploadedAt,
    sequencer: first?.sequencer,
  });
  await scanner().scan(fileShowing('OPEN'), true);
  const changed = await stored();
  expect(changed).toMatchObject({ status: 'NO_MATCH' });
  expect(changed?.sequencer.localeCompare(first?.sequencer ?? '')).toBe(1);
});

it.each([
  ['image-gone', 'GONE'],
  ['image-unsupported', 'UNSUPPORTED'],
  ['image-unreadable', 'FAILED'],
  ['source-unavailable', 'FAILED'],
] as const)(
  'gives a file that fails with %s the status %s and its reason',
  async (code, status) => {
    const { scanner, stored } = openScanner();
    const file = fileFailing(new GlyphwatchError(code, 'The reason.'));
    expect(await scanner().scan(file, true)).toMatchObject({ status, reason: 'The reason.' });
    expect(await stored()).toMatchObject({ status, reason: 'The reason.' });
  },
);

it('keeps the result of a file that can no longer be read', async () => {
  const { scanner, stored } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const file = fileFailing(new GlyphwatchError('image-unreadable', 'Not ours.'));
  expect(await scanner().scan(file, true)).toMatchObject({ status: 'FAILED', reason: 'Not ours.' });
  expect(await stored()).toMatchObject({ status: 'MATCHED' });
});

it('reports a file that is not an image as unsupported', async () => {
  const { scanner } = openScanner();
  const scanned = await scanner().scan(fileShowing(NOT_AN_IMAGE), true);
  expect(scanned).toMatchObject({ status: 'UNSUPPORTED', reason: 'This is not an image.' });
});

it('rejects if a retry may help, and stores the failure at the last attempt', async () => {
  const failure = new GlyphwatchError('detector-unavailable', 'Busy.');
  const detector: TextDetector = { identity: 'x', detectText: () => Promise.reject(failure) };
  const { scanner, stored } = openScanner({ detector });
  await expect(scanner().scan(fileShowing('x'), false)).rejects.toBe(failure);
  expect(await scanner().scan(fileShowing('x'), true)).toMatchObject({
    status: 'FAILED',
    reason: 'Busy.',
  });
  expect(await stored()).toMatchObject({ status: 'FAILED', attempts: 2 });
});

it('stops the run when every image would fail', async () => {
  const failure = new GlyphwatchError('detector-misconfigured', 'No model.');
  const detector: TextDetector = { identity: 'x', detectText: () => Promise.reject(failure) };
  const { scanner } = openScanner({ detector });
  await expect(scanner().scan(fileShowing('x'), true)).rejects.toBe(failure);
});

it('does not show the message of an unexpected error, which may contain text', async () => {
  const failure = new Error('text of the image');
  const detector: TextDetector = { identity: 'x', detectText: () => Promise.reject(failure) };
  const { scanner, failures } = openScanner({ detector });
  const file = fileShowing('x');
  const scanned = await scanner().scan(file, true);
  expect(scanned).toMatchObject({ status: 'FAILED' });
  expect(JSON.stringify(scanned)).not.toContain('text of the image');
  expect(failures).toEqual([[file.path, failure]]);
});

it('returns a result whose notification failed, and reports the channel', async () => {
  const down = {
    notify: () => Promise.reject(new GlyphwatchError('notifier-unavailable', 'Down.')),
  };
  const { scanner, untold, deliveries } = openScanner();
  const scanned = await scanner({ notifier: down }).scan(fileShowing('KEEP OUT'), true);
  expect(scanned).toMatchObject({ status: 'MATCHED' });
  expect(untold).toEqual(['c']);
  const { items } = await deliveries.list({ limit: 9 });
  expect(items).toMatchObject([{ channel: 'c', state: 'waiting', attempts: 1, error: 'Down.' }]);
});

it('returns a result whose history could not be written, and reports that', async () => {
  const store = new InMemoryResultStore();
  const { scanner, untold } = openScanner({ store });
  store.recordMatches = () => Promise.reject(new GlyphwatchError('store-unavailable', 'Full.'));
  const scanned = await scanner().scan(fileShowing('KEEP OUT'), true);
  expect(scanned).toMatchObject({ status: 'MATCHED' });
  expect(untold).toEqual(['/photos/gate.jpg']);
});

it('does not return an old result as a new one when the store fails', async () => {
  const store = new InMemoryResultStore();
  const { scanner } = openScanner({ store });
  await scanner().scan(fileShowing('KEEP OUT'), true);
  store.claim = () => Promise.reject(new GlyphwatchError('store-unavailable', 'Full.'));
  const scanned = await scanner({ again: true }).scan(fileShowing('KEEP OUT'), true);
  expect(scanned).toMatchObject({ status: 'FAILED', reason: 'Full.' });
});

describe('an image that another run holds', () => {
  async function claimedElsewhere() {
    const open = openScanner();
    const { store, clock } = open;
    const never = { detectText: () => new Promise<never>(() => {}), identity: 'stuck' };
    const stuck = openScanner({ store, detector: never });
    void stuck.scanner().scan(fileShowing('KEEP OUT'), true);
    await new Promise((resolve) => setImmediate(resolve));
    expect(await open.stored()).toMatchObject({ status: 'PROCESSING' });
    return { ...open, clock };
  }

  it('is taken over at once if that run is dead', async () => {
    const { scanner } = await claimedElsewhere();
    expect(await scanner().scan(fileShowing('KEEP OUT'), true)).toMatchObject({
      status: 'MATCHED',
    });
  });

  it('is left to that run while it is alive', async () => {
    const { scanner, stored } = await claimedElsewhere();
    const isAbandoned = (): boolean => false;
    expect(await scanner({ isAbandoned }).scan(fileShowing('KEEP OUT'), true)).toBe('busy');
    expect(await stored()).toMatchObject({ status: 'PROCESSING', attempts: 1 });
  });
});

describe('a file that changes while several runs read it', () => {
  it('ends with its newest content, whoever is slower', async () => {
    const { scanner, store, stored, clock } = openScanner();
    const older = fileShowing('KEEP OUT');
    const newer = fileShowing('WAY IN');
    const seenAt = clock();
    const identify = async () => ({ hash: 'KEEP OUT', size: 8, seenAt });
    const identifyNow = async () => newer.image.identify();
    const find = store.find.bind(store);
    // The other run is faster, after this one has looked at what is stored.
    store.find = async (imageId) => {
      store.find = find;
      const nothing = await find(imageId);
      await scanner().scan(newer, true);
      return nothing;
    };
    const slow = { ...older, image: { ...older.image, identify, identifyNow } };
    expect(await scanner().scan(slow, true)).toMatchObject({ status: 'NO_MATCH' });
    expect(await stored()).toMatchObject({ version: 'WAY IN', status: 'NO_MATCH' });
  });

  it('is left for later if it never stands still', async () => {
    const { scanner, store, failures } = openScanner();
    const { image } = fileShowing('KEEP OUT');
    const claim = store.claim.bind(store);
    store.claim = async (upload, how) => {
      const newer = { ...upload, version: `${upload.version}.`, sequencer: `${upload.sequencer}1` };
      await claim(newer, { ...how, leaseUntil: how.now });
      return claim(upload, how);
    };
    const file = { path: 'photos/gate.jpg', image };
    await failureOf(scanner().scan(file, false), 'source-unavailable');
    expect(await scanner().scan(file, true)).toMatchObject({ status: 'FAILED' });
    expect(failures).toHaveLength(1);
  });
});

describe('a file that was removed', () => {
  const gone = () => fileFailing(new GlyphwatchError('image-gone', 'The file is not there.'));

  it('is stored as gone, with none of its text', async () => {
    const { scanner, stored } = openScanner();
    await scanner().scan(fileShowing('KEEP OUT'), true);
    const scanned = await scanner().markGone(gone(), true);
    expect(scanned).toMatchObject({ image: 'photos/gate.jpg', status: 'GONE', reason: 'deleted' });
    expect(await stored()).toMatchObject({ status: 'GONE', reason: 'deleted', ruleMatches: [] });
    expect((await stored())?.detection).toBeUndefined();
  });

  it('is scanned again when it comes back unchanged', async () => {
    const { scanner, stored } = openScanner();
    await scanner().scan(fileShowing('KEEP OUT'), true);
    await scanner().markGone(gone(), true);
    await scanner().scan(fileShowing('KEEP OUT'), true);
    expect(await stored()).toMatchObject({ status: 'MATCHED' });
  });

  it('is scanned if it is back before it was marked', async () => {
    const { scanner, stored } = openScanner();
    const scanned = await scanner().markGone(fileShowing('KEEP OUT'), true);
    expect(scanned).toMatchObject({ status: 'MATCHED' });
    expect(await stored()).toMatchObject({ status: 'MATCHED' });
  });

  it('is scanned if it comes back, and is stored by another run, just before it is marked', async () => {
    const { scanner, store, stored } = openScanner();
    await scanner().scan(fileShowing('KEEP OUT'), true);
    const back = fileShowing('WAY OUT');
    let looks = 0;
    const identify = async () => {
      if ((looks += 1) === 1) throw new GlyphwatchError('image-gone', 'The file is not there.');
      return back.image.identify();
    };
    const find = store.find.bind(store);
    store.find = async (imageId) => {
      store.find = find;
      await scanner().scan(back, true);
      return find(imageId);
    };
    const scanned = await scanner().markGone({ ...back, image: { ...back.image, identify } }, true);
    expect(scanned).toMatchObject({ status: 'MATCHED' });
    expect(await stored()).toMatchObject({ status: 'MATCHED', version: 'WAY OUT' });
  });

  it('is not stored if it was never scanned', async () => {
    const { scanner, stored } = openScanner();
    await scanner().markGone(gone(), true);
    expect(await stored()).toBeUndefined();
  });

  it('rejects while the store is unavailable, and is reported as failed at the last attempt', async () => {
    const store = new InMemoryResultStore();
    const { scanner } = openScanner({ store });
    const failure = new GlyphwatchError('store-unavailable', 'Try again.');
    store.find = () => Promise.reject(failure);
    await expect(scanner().markGone(gone(), false)).rejects.toBe(failure);
    const scanned = await scanner().markGone(gone(), true);
    expect(scanned).toMatchObject({ status: 'FAILED', reason: 'Try again.' });
  });
});
