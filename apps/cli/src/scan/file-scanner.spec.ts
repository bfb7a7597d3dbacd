import { contentHash } from '@glyphwatch/file-image-source';
import {
  GlyphwatchError,
  type ImageSource,
  type Notification,
  type Notifier,
  RememberingDetector,
  type Result,
  type ResultStore,
  ScanImage,
  type TextDetector,
  type Watchlist,
} from '@glyphwatch/domain';
import {
  CountingIds,
  InMemoryDetectionMemory,
  InMemoryNotifier,
  InMemoryResultStore,
  InMemoryTextDetector,
  InMemoryWatchlist,
  InMemoryWatchlistSource,
  NOT_AN_IMAGE,
} from '@glyphwatch/domain/in-memory';
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

/** Counts how often it really reads. */
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
  readonly store: ResultStore;
  readonly notifier: Notifier;
  readonly detector: TextDetector;
  readonly othersRun: () => boolean;
  readonly pause: () => Promise<void>;
}

function openScanner(setting: Partial<Setting> = {}) {
  const {
    store = new InMemoryResultStore(),
    notifier = new InMemoryNotifier(),
    again = false,
    words = new InMemoryWatchlist({ gate: 'OUT' }),
  } = setting;
  const engine = new CountingDetector();
  const memory = new InMemoryDetectionMemory();
  let now = 1_000;
  const clock = (): number => (now += 1);
  const untold: string[] = [];
  const scanner = (options: Partial<Setting> = {}): FileScanner => {
    const detector = new RememberingDetector(setting.detector ?? engine, memory, {
      hashOf: contentHash,
      again: options.again ?? again,
    });
    const hears = new Set(['matched' as const, 'failed' as const]);
    const scanImage = new ScanImage({
      store,
      clock,
      detector,
      watchlists: new InMemoryWatchlistSource(options.words ?? words),
      channels: [{ name: 'c', isDefault: true, hears, notifier: options.notifier ?? notifier }],
      ids: new CountingIds(),
      leaseMs: 1_000_000,
    });
    return new FileScanner({
      scanImage,
      store,
      clock,
      pause: options.pause ?? (async () => {}),
      othersRun: options.othersRun ?? (() => false),
      hasRules: options.hasRules ?? true,
      again: options.again ?? again,
      onUntold: (image) => untold.push(image),
    });
  };
  const kept = (): Promise<Result | undefined> => store.find('/photos/gate.jpg');
  return { scanner, store, notifier, engine, untold, kept, clock };
}

it('reads a file, matches it, keeps the result and tells people', async () => {
  const notifier = new InMemoryNotifier();
  const { scanner, kept } = openScanner({ notifier });
  const scanned = await scanner().scan(fileShowing('KEEP OUT'), true);
  expect(scanned).toMatchObject({ image: 'photos/gate.jpg', status: 'MATCHED' });
  expect(await kept()).toMatchObject({ status: 'MATCHED', pending: [] });
  expect(notifier.told).toHaveLength(1);
});

it('does not detect again what it knows, and still says all about it', async () => {
  const { scanner, engine } = openScanner();
  const first = await scanner().scan(fileShowing('KEEP OUT'), true);
  const second = await scanner().scan(fileShowing('KEEP OUT'), true);
  expect(second).toEqual(first);
  expect(engine.detected).toBe(1);
});

it('knows a content under another name', async () => {
  const { scanner, engine } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const copy = await scanner().scan(fileShowing('KEEP OUT', 'copy.jpg'), true);
  expect(copy).toMatchObject({ image: 'photos/copy.jpg', status: 'MATCHED' });
  expect(engine.detected).toBe(1);
});

it('detects again when asked', async () => {
  const { scanner, engine } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  await scanner({ again: true }).scan(fileShowing('KEEP OUT'), true);
  expect(engine.detected).toBe(2);
});

it('matches the stored text with changed rules without detecting', async () => {
  const { scanner, engine } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const words = new InMemoryWatchlist({ gate: 'KEEP' });
  const scanned = await scanner({ words }).scan(fileShowing('KEEP OUT'), true);
  expect(scanned.ruleMatches[0]?.matches[0]?.text).toBe('KEEP');
  expect(engine.detected).toBe(1);
});

it('leaves what is known about matches as it is when it only reads', async () => {
  const { scanner, kept } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const words = new InMemoryWatchlist({});
  await scanner({ words, hasRules: false }).scan(fileShowing('KEEP OUT'), true);
  expect(await kept()).toMatchObject({ status: 'MATCHED' });
});

it('keeps the time and order at which a content was first seen', async () => {
  const { scanner, kept } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const first = await kept();
  await scanner({ again: true }).scan(fileShowing('KEEP OUT'), true);
  expect(await kept()).toMatchObject({
    uploadedAt: first?.uploadedAt,
    sequencer: first?.sequencer,
  });
  await scanner().scan(fileShowing('OPEN'), true);
  const changed = await kept();
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
    const { scanner, kept } = openScanner();
    const file = fileFailing(new GlyphwatchError(code, 'The reason.'));
    expect(await scanner().scan(file, true)).toMatchObject({ status, reason: 'The reason.' });
    expect(await kept()).toMatchObject({ status, reason: 'The reason.' });
  },
);

it('keeps what was read of a file that cannot be read any more', async () => {
  const { scanner, kept } = openScanner();
  await scanner().scan(fileShowing('KEEP OUT'), true);
  const file = fileFailing(new GlyphwatchError('image-unreadable', 'Not ours.'));
  expect(await scanner().scan(file, true)).toMatchObject({ status: 'FAILED', reason: 'Not ours.' });
  expect(await kept()).toMatchObject({ status: 'MATCHED' });
});

it('gives what is no image its status and goes on', async () => {
  const { scanner } = openScanner();
  const scanned = await scanner().scan(fileShowing(NOT_AN_IMAGE), true);
  expect(scanned).toMatchObject({ status: 'UNSUPPORTED', reason: 'This is not an image.' });
});

it('asks to be tried again where that may help, and gives in at the last attempt', async () => {
  const failure = new GlyphwatchError('detector-unavailable', 'Busy.');
  const detector: TextDetector = { identity: 'x', detectText: () => Promise.reject(failure) };
  const { scanner, kept } = openScanner({ detector });
  await expect(scanner().scan(fileShowing('x'), false)).rejects.toBe(failure);
  expect(await scanner().scan(fileShowing('x'), true)).toMatchObject({
    status: 'FAILED',
    reason: 'Busy.',
  });
  expect(await kept()).toMatchObject({ status: 'FAILED', attempts: 2 });
});

it('stops the run when every image would fail', async () => {
  const failure = new GlyphwatchError('detector-misconfigured', 'No model.');
  const detector: TextDetector = { identity: 'x', detectText: () => Promise.reject(failure) };
  const { scanner } = openScanner({ detector });
  await expect(scanner().scan(fileShowing('x'), true)).rejects.toBe(failure);
});

it('says nothing of an unexpected failure but that it happened', async () => {
  const failure = new Error('text of the image');
  const detector: TextDetector = { identity: 'x', detectText: () => Promise.reject(failure) };
  const { scanner } = openScanner({ detector });
  const scanned = await scanner().scan(fileShowing('x'), true);
  expect(scanned.status).toBe('FAILED');
  expect(scanned.reason).not.toContain('text of the image');
});

it('shows a result that could not be told, says so, and tells it the next time', async () => {
  const down = {
    notify: () => Promise.reject(new GlyphwatchError('notifier-unavailable', 'Down.')),
  };
  const notifier = new InMemoryNotifier();
  const { scanner, untold } = openScanner({ notifier });
  const scanned = await scanner({ notifier: down }).scan(fileShowing('KEEP OUT'), true);
  expect(scanned.status).toBe('MATCHED');
  expect(untold).toEqual(['/photos/gate.jpg']);
  await scanner().scan(fileShowing('KEEP OUT'), true);
  expect(notifier.told.map(({ kind }: Notification) => kind)).toEqual(['matched']);
});

it('does not pass an old result off as a new one when the store fails', async () => {
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
    expect(await open.kept()).toMatchObject({ status: 'PROCESSING' });
    return { ...open, clock };
  }

  it('is taken over at once when that run is dead', async () => {
    const { scanner } = await claimedElsewhere();
    expect(await scanner().scan(fileShowing('KEEP OUT'), true)).toMatchObject({
      status: 'MATCHED',
    });
  });

  it('is left to it while it lives', async () => {
    const { scanner } = await claimedElsewhere();
    let looks = 0;
    const othersRun = (): boolean => (looks += 1) < 3;
    let pauses = 0;
    const pause = async (): Promise<void> => void (pauses += 1);
    await scanner({ othersRun, pause }).scan(fileShowing('KEEP OUT'), true);
    expect(pauses).toBe(2);
  });
});

describe('a file that was removed', () => {
  const gone = () => fileFailing(new GlyphwatchError('image-gone', 'The file is not there.'));

  it('is kept as gone, with none of its text', async () => {
    const { scanner, kept } = openScanner();
    await scanner().scan(fileShowing('KEEP OUT'), true);
    const scanned = await scanner().markGone(gone(), true);
    expect(scanned).toMatchObject({ image: 'photos/gate.jpg', status: 'GONE', reason: 'deleted' });
    expect(await kept()).toMatchObject({ status: 'GONE', reason: 'deleted', ruleMatches: [] });
    expect((await kept())?.detection).toBeUndefined();
  });

  it('is scanned anew when it comes back as it was', async () => {
    const { scanner, kept } = openScanner();
    await scanner().scan(fileShowing('KEEP OUT'), true);
    await scanner().markGone(gone(), true);
    await scanner().scan(fileShowing('KEEP OUT'), true);
    expect(await kept()).toMatchObject({ status: 'MATCHED' });
  });

  it('is scanned when it is back before anybody came to mark it', async () => {
    const { scanner, kept } = openScanner();
    const scanned = await scanner().markGone(fileShowing('KEEP OUT'), true);
    expect(scanned.status).toBe('MATCHED');
    expect(await kept()).toMatchObject({ status: 'MATCHED' });
  });

  it('is not remembered when it never was known', async () => {
    const { scanner, kept } = openScanner();
    await scanner().markGone(gone(), true);
    expect(await kept()).toBeUndefined();
  });

  it('is tried again while the store does not answer, and reported after the last attempt', async () => {
    const store = new InMemoryResultStore();
    const { scanner } = openScanner({ store });
    const failure = new GlyphwatchError('store-unavailable', 'Try again.');
    store.find = () => Promise.reject(failure);
    await expect(scanner().markGone(gone(), false)).rejects.toBe(failure);
    const scanned = await scanner().markGone(gone(), true);
    expect(scanned).toMatchObject({ status: 'FAILED', reason: 'Try again.' });
  });
});
