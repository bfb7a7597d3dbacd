import {
  GlyphwatchError,
  type Ids,
  type ImageSource,
  type Notifier,
  type TextDetection,
  type TextDetector,
  type Watchlist,
} from '../index.ts';
import {
  detectionMemoryContract,
  idsContract,
  imageSourceContract,
  type ImageSourceSubject,
  notifierContract,
  resultStoreContract,
  textDetectorContract,
  watchlistSourceContract,
} from '../contracts/index.ts';
import { CountingIds } from './counting-ids.ts';
import { InMemoryDetectionMemory } from './in-memory-detection-memory.ts';
import { InMemoryWatchlist, InMemoryWatchlistSource } from './in-memory-watchlist-source.ts';
import * as stores from './sabotaged-stores.ts';
import {
  openDetectionMemory,
  openImageSource,
  openNotifier,
  openResultStore,
  openTextDetector,
  openWatchlistSource,
} from './subjects.ts';

const { override } = stores;

describe('the contracts notice adapters that break a promise', () => {
  it.each([
    [
      'without owner condition',
      stores.withoutOwnerCondition,
      'refuses a commit after the claim was taken over, and writes nothing',
    ],
    [
      'without sequencer condition',
      stores.withoutSequencerCondition,
      'answers stale to an older upload, concluded or not',
    ],
    ['with numeric sequencers', stores.withNumericSequencers, 'orders A0FF < A1 = A10 < A11'],
    [
      'without claim leases',
      stores.withoutClaimLeases,
      'answers busy while a claim on this version runs',
    ],
    [
      'with claims in two steps',
      stores.withClaimsInTwoSteps,
      'grants exactly one of many claims at once',
    ],
    [
      'with pending replaced',
      stores.withPendingReplaced,
      'keeps what is pending and unrecorded over a newer upload',
    ],
    [
      'without pending list',
      stores.withoutPendingList,
      'keeps everything that was committed, and the claim ends',
    ],
    [
      'without notified list',
      stores.withoutNotifiedList,
      'remembers what was announced when the same version arrives anew',
    ],
    ['with pending doubled', stores.withPendingDoubled, 'never doubles what is pending already'],
    [
      'with lost claims swallowed',
      stores.withLostClaimsSwallowed,
      'refuses to commit the same claim twice and adds nothing',
    ],
    [
      'with text lost on redo',
      stores.withTextLostOnRedo,
      'grants a concluded version again on redo and keeps what it shows',
    ],
    [
      'with history doubled',
      stores.withHistoryDoubled,
      'replaces a match recorded twice, never doubles it',
    ],
    [
      'without message leases',
      stores.withoutMessageLeases,
      'gives each pending message to one of many who ask at once',
    ],
    [
      'with all cleared',
      stores.withAllCleared,
      'takes told notifications off, one by one, and repeats harmlessly',
    ],
    [
      'with pages that repeat',
      stores.withPagesThatRepeat,
      'pages through results without skipping or repeating',
    ],
    [
      'with pages that skip',
      stores.withPagesThatSkip,
      'pages through results without skipping or repeating',
    ],
    [
      'without search',
      stores.withoutSearch,
      'finds the results that show all words, or says it cannot',
    ],
    [
      'with pending newest first',
      stores.withPendingNewestFirst,
      'lists what is pending or unrecorded, oldest first',
    ],
    [
      'with pending lists cut at the front',
      stores.withPendingCutAtTheFront,
      'leaves out those that have waited least when the list is full',
    ],
    ['with any cursor', stores.withAnyCursor, 'refuses the cursor "page 2", which it did not give'],
    [
      'with failures that announce nothing',
      stores.withFailuresUnannounced,
      'replaces what was announced and adds to what is pending on failure',
    ],
    [
      'with deletions that always win',
      stores.withDeletionsThatAlwaysWin,
      'ignores a deletion that is older than the upload it knows',
    ],
    [
      'with failures swallowed',
      stores.withFailuresSwallowed,
      'fails with store-unavailable when its backend does not answer, the cause kept',
    ],
    [
      'without causes',
      stores.withoutCauses,
      'fails with store-misconfigured when a person must act, the cause kept',
    ],
  ])('result store %s', async (_, sabotage, title) => {
    expect(await resultStoreContract.brokenBy(() => openResultStore(sabotage))).toContain(title);
  });

  it.each([
    [
      'takes a failure for an image without text',
      emptyOnFailure,
      'fails with image-unsupported when it is not an image',
    ],
    [
      'cannot tell an unreadable image',
      unavailableOnFailure,
      'passes on image-unreadable when the bytes fail to come with it',
    ],
    [
      'answers everybody with the last image',
      answeringTheLast,
      'never mixes up images detected at once',
    ],
    [
      'leaves the words of a line out',
      changing((seen) => withLines(seen, { words: [] })),
      'gives each line its words, in order',
    ],
    [
      'gives confidence in percent',
      changing((seen) => withLines(seen, { confidence: 99 })),
      'says who read and how sure it is',
    ],
    ['gives boxes in pixels', changing(inPixels), 'places text as fractions of the image'],
    [
      'sees text where there is none',
      changing(withGhost),
      'finds no lines in an image without text',
    ],
    ['leaves the last line out', changing(withoutLastLine), 'reads the words of every line'],
    [
      'reads the first page only',
      changing(firstPage),
      'reads every page of a document, page by page',
    ],
    [
      'numbers pages where there is one',
      changing((seen) => withLines(seen, { page: 1 })),
      'numbers no page in an image of one',
    ],
  ])('text detector that %s', async (_, sabotage, title) => {
    expect(await textDetectorContract.brokenBy(() => openTextDetector(sabotage))).toContain(title);
  });

  it.each([
    ['swallows failures', swallowing, 'fails with notifier-unavailable when nobody answers'],
    [
      'says too much in its errors',
      leaking,
      'fails with notification-refused when the message will never be taken',
    ],
    ['loses all but the first message at once', tellingOne(), 'delivers many messages at once'],
    ['refuses long messages', refusingLong, 'takes a message of any length'],
    [
      'cannot tell a wrong setting',
      failingAs('notifier-unavailable'),
      'fails with notifier-misconfigured when a person must act',
    ],
  ])('notifier that %s', async (_, sabotage, title) => {
    expect(await notifierContract.brokenBy(() => openNotifier(sabotage))).toContain(title);
  });

  it('detection memory that never replaces', async () => {
    const kept = new InMemoryDetectionMemory();
    const memory = override(kept, {
      keep: async (hash, engine, detection) =>
        (await kept.find(hash, engine)) ? undefined : kept.keep(hash, engine, detection),
    });
    const broken = await detectionMemoryContract.brokenBy(async () => ({ memory }));
    expect(broken).toContain('replaces what was kept before');
  });

  it('detection memory that does not ask which engine read', async () => {
    const open = () =>
      openDetectionMemory((memory) =>
        override(memory, {
          find: (hash) => memory.find(hash, ''),
          keep: (hash, _, detection) => memory.keep(hash, '', detection),
        }),
      );
    const broken = await detectionMemoryContract.brokenBy(open);
    expect(broken).toContain('tells contents and engines apart');
  });

  it.each([
    [
      'gives changed bytes',
      readingAnew,
      'gives the bytes it gave before or image-gone, once they changed',
    ],
    ['decodes keys', decodingKeys, 'takes the key literally'],
    [
      'takes every failure for a removed image',
      alwaysGone,
      'fails with source-unavailable when its backend does not answer',
    ],
  ])('image source that %s', async (_, sabotage, title) => {
    const open = async () => sabotage(await openImageSource());
    expect(await imageSourceContract.brokenBy(open)).toContain(title);
  });

  it.each([
    ['never looks again', askingOnce, 'gives a change to whoever asks next'],
    [
      'stops at a broken change',
      strict,
      'keeps the last good rules after a misspelt change and reports it',
    ],
    [
      'forgets the rules with their file',
      forgetful,
      'keeps the last good rules after they were removed and reports it',
    ],
    [
      'watches for nothing when rules are missing',
      lenient,
      'fails with watchlist-unavailable when there never were rules',
    ],
  ])('watchlist source that %s', async (_, sabotage, title) => {
    expect(await watchlistSourceContract.brokenBy(() => sabotage())).toContain(title);
  });

  it.each([
    ['joins the parts', joining, 'digests different parts differently, however split'],
    ['salts its digests', salting, 'digests the same parts alike in any process'],
    ['counts owners in every process', counting, 'never gives the same owner twice, in no process'],
  ])('ids that %s', async (_, sabotage, title) => {
    expect(await idsContract.brokenBy(async () => sabotage())).toContain(title);
  });
});

describe('a contract', () => {
  it('finds nothing broken in the in-memory adapters but what they cannot show', async () => {
    expect(await resultStoreContract.brokenBy(openResultStore)).toEqual([
      'finds everything again after it was reopened',
      'honours a claim that was granted before it was reopened',
    ]);
    expect(await textDetectorContract.brokenBy(openTextDetector)).toEqual([]);
    expect(await notifierContract.brokenBy(openNotifier)).toEqual([]);
    expect(await detectionMemoryContract.brokenBy(openDetectionMemory)).toEqual([]);
    expect(await imageSourceContract.brokenBy(openImageSource)).toEqual([]);
    expect(await watchlistSourceContract.brokenBy(openWatchlistSource)).toEqual([]);
  });

  it('says no promise in the same words twice', () => {
    for (const { promised } of [resultStoreContract, textDetectorContract, notifierContract]) {
      const titles = promised.map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
    }
  });

  it('tells what to do when a subject cannot show what a promise needs', async () => {
    const reopening = resultStoreContract.promised.find(({ needs }) => needs === 'reopen');
    const subject = await openResultStore();
    await expect(reopening?.check(subject)).rejects.toThrow("{ without: ['reopen'] }");
  });
});

function emptyOnFailure(detector: TextDetector): TextDetector {
  const nothing = { provider: 'x', modelVersion: '1', truncated: false, lines: [] };
  return override(detector, {
    detectText: (image) => detector.detectText(image).catch(() => nothing),
  });
}

function unavailableOnFailure(detector: TextDetector): TextDetector {
  return override(detector, {
    detectText: (image) =>
      detector.detectText(image).catch((cause: unknown) => {
        throw new GlyphwatchError('detector-unavailable', 'Try again.', { cause });
      }),
  });
}

function answeringTheLast(detector: TextDetector): TextDetector {
  let last: ImageSource;
  return override(detector, {
    async detectText(image) {
      last = image;
      await image.read();
      return detector.detectText(last);
    },
  });
}

function changing(change: (seen: TextDetection) => TextDetection) {
  return (detector: TextDetector): TextDetector =>
    override(detector, {
      detectText: async (image) => change(await detector.detectText(image)),
    });
}

function withLines(seen: TextDetection, changes: object): TextDetection {
  return { ...seen, lines: seen.lines.map((line) => ({ ...line, ...changes })) };
}

function inPixels({ width = 1, height = 1, ...seen }: TextDetection): TextDetection {
  const lines = seen.lines.map((line) => {
    const { left, top, ...size } = line.box;
    const box = { left: left * width, top: top * height, ...size };
    const polygon = line.polygon.map(({ x, y }) => ({ x: x * width, y: y * height }));
    const [a = box0, b = box0, c = box0, d = box0] = polygon;
    return { ...line, box, polygon: [a, b, c, d] as const };
  });
  return { ...seen, lines };
}

const box0 = { x: 0, y: 0 };

function withGhost(seen: TextDetection): TextDetection {
  const box = { left: 0, top: 0, width: 1, height: 1 };
  const ghost = { text: 'I', confidence: 0.2, box, polygon: [box0, box0, box0, box0] as const };
  return { ...seen, lines: [...seen.lines, { ...ghost, words: [ghost] }] };
}

function withoutLastLine(seen: TextDetection): TextDetection {
  return { ...seen, lines: seen.lines.slice(0, -1) };
}

function firstPage(seen: TextDetection): TextDetection {
  return { ...seen, lines: seen.lines.filter(({ page = 1 }) => page === 1) };
}

function swallowing(notifier: Notifier): Notifier {
  return { notify: (notification) => notifier.notify(notification).catch(() => undefined) };
}

function leaking(notifier: Notifier): Notifier {
  return {
    notify: (notification) =>
      notifier.notify(notification).catch((cause: unknown) => {
        const message = `Could not send ${JSON.stringify(notification)}`;
        throw new GlyphwatchError('notification-refused', message, { cause });
      }),
  };
}

function tellingOne() {
  return (notifier: Notifier): Notifier => {
    let isBusy = false;
    return {
      async notify(notification) {
        if (isBusy) return;
        isBusy = true;
        await notifier.notify(notification);
        isBusy = false;
      },
    };
  };
}

function refusingLong(notifier: Notifier): Notifier {
  return {
    async notify(notification) {
      if (JSON.stringify(notification).length > 256_000) {
        throw new GlyphwatchError('notification-refused', 'The message is too long.');
      }
      await notifier.notify(notification);
    },
  };
}

function failingAs(code: 'notifier-unavailable') {
  return (notifier: Notifier): Notifier => ({
    notify: (notification) =>
      notifier.notify(notification).catch((cause: unknown) => {
        throw new GlyphwatchError(code, 'Try again.', { cause });
      }),
  });
}

function readingAnew(subject: ImageSourceSubject): ImageSourceSubject {
  const newest = new Map<string, ImageSource>();
  const put = async (key: string, bytes: Uint8Array) => {
    const image = await subject.put(key, bytes);
    newest.set(key, image);
    return override(image, { read: async () => (newest.get(key) ?? image).read() });
  };
  return { ...subject, put, change: async (key, bytes) => void (await put(key, bytes)) };
}

function decodingKeys(subject: ImageSourceSubject): ImageSourceSubject {
  const put = (key: string, bytes: Uint8Array) => subject.put(decodeURIComponent(key), bytes);
  return { ...subject, put };
}

function alwaysGone(subject: ImageSourceSubject): ImageSourceSubject {
  const put = async (key: string, bytes: Uint8Array) => {
    const image = await subject.put(key, bytes);
    const gone = (cause: unknown) => {
      throw new GlyphwatchError('image-gone', 'It is gone.', { cause });
    };
    return override(image, { read: () => image.read().catch(gone) });
  };
  return { ...subject, put };
}

function askingOnce() {
  let first: Promise<Watchlist> | undefined;
  return openWatchlistSource((source) => ({ current: () => (first ??= source.current()) }));
}

async function strict() {
  const source = new InMemoryWatchlistSource();
  const write = async (rules: string) => {
    source.inForce = undefined;
    source.write(rules);
  };
  return { source, write, remove: async () => source.remove(), problems: () => source.problems };
}

async function forgetful() {
  const source = new InMemoryWatchlistSource();
  const remove = async () => {
    source.inForce = undefined;
    source.remove();
  };
  const write = async (rules: string) => source.write(rules);
  return { source, write, remove, problems: () => source.problems };
}

function lenient() {
  const nothing = new InMemoryWatchlist({});
  return openWatchlistSource((source) => ({
    current: () => source.current().catch(() => nothing),
  }));
}

function joining() {
  const digest = (...parts: string[]) => parts.join('/');
  return pairOf((process) => override(new CountingIds(process), { digest }));
}

function salting() {
  return pairOf((process) => {
    const ids = new CountingIds(process);
    return override(ids, { digest: (...parts: string[]) => ids.digest(process, ...parts) });
  });
}

function counting() {
  return pairOf(() => new CountingIds());
}

function pairOf(make: (process: string) => Ids) {
  return { ids: make('one'), others: make('another') };
}
