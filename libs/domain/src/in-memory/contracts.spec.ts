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
  currentImagesContract,
  deliveriesContract,
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
import * as outboxes from './sabotaged-deliveries.ts';
import * as stores from './sabotaged-stores.ts';
import {
  openCurrentImages,
  openDeliveries,
  openDetectionMemory,
  openImageSource,
  openNotifier,
  openResultStore,
  openTextDetector,
  openWatchlistSource,
} from './subjects.ts';

const { override } = stores;

describe('the contracts notice a broken', () => {
  it.each([
    [
      'without owner condition',
      stores.withoutOwnerCondition,
      'refuses a commit after the claim was taken over, and writes nothing',
    ],
    [
      'without sequencer condition',
      stores.withoutSequencerCondition,
      'answers stale to an upload older than the stored one, claimed or committed',
    ],
    [
      'with old places in the order',
      stores.withOldPlaces,
      'answers done to a newer upload of the same version, which is as new from then on',
    ],
    ['with numeric sequencers', stores.withNumericSequencers, 'orders A0FF < A1 = A10 < A11'],
    [
      'without claim leases',
      stores.withoutClaimLeases,
      'answers busy while this version is claimed',
    ],
    [
      'with claims in two steps',
      stores.withClaimsInTwoSteps,
      'grants exactly one of many simultaneous claims',
    ],
    [
      'with unrecorded replaced',
      stores.withUnrecordedReplaced,
      'adds to the deliveries and to what is unrecorded in a commit',
    ],
    [
      'without deliveries',
      stores.withoutDeliveries,
      'adds to the deliveries and to what is unrecorded in a commit',
    ],
    [
      'without notified list',
      stores.withoutNotifiedList,
      'adds to the deliveries and to what is unrecorded in a commit',
    ],
    [
      'with records doubled',
      stores.withUnrecordedDoubled,
      'does not add what is already unrecorded',
    ],
    [
      'with lost claims swallowed',
      stores.withLostClaimsSwallowed,
      'refuses a second commit of a claim and writes nothing',
    ],
    [
      'with text lost on redo',
      stores.withTextLostOnRedo,
      'grants a redo of a final version and keeps its outcome until the commit',
    ],
    [
      'without renewals',
      stores.withoutRenewals,
      'extends a claim that is renewed, and changes nothing else',
    ],
    [
      'with renewals for anyone',
      stores.withRenewalsForAnyone,
      'refuses to renew a claim that was taken or has ended',
    ],
    ['with history doubled', stores.withHistoryDoubled, 'replaces a match that is recorded again'],
    ['with all cleared', stores.withAllCleared, 'clears records one by one; repeating is harmless'],
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
      'finds results that contain all words, or fails if it cannot search',
    ],
    [
      'without fragments',
      stores.withoutFragments,
      'finds pieces of lines, inside words too, or fails if it cannot search',
    ],
    [
      'with conditions after the limit',
      stores.withConditionAfterLimit,
      'lists only results for which the condition holds, page by page',
    ],
    ['with history kept', stores.withHistoryKept, 'deletes all that is stored about an image'],
    [
      'without holds',
      stores.withoutHolds,
      'neither purges nor deletes an image that is held, until the hold ends',
    ],
    [
      'with holds of what matches now only',
      stores.withHoldsOfNowOnly,
      'holds all images that a rule ever matched',
    ],
    [
      'with history purged',
      stores.withHistoryPurged,
      'purges a result without its history and deliveries, if asked to',
    ],
    [
      'with history purged in part',
      stores.withHistoryPurgedInPart,
      'purges the history by the time of the upload, of images that are gone, too',
    ],
    ['with any hold ended', stores.withAnyHoldEnded, 'keeps holds until they are ended'],
    [
      'with all purgeable',
      stores.withAllPurgeable,
      'lists what a purge would empty, and nothing else',
    ],
    [
      'with waiting deleted',
      stores.withWaitingDeleted,
      'keeps what is still to be told or recorded, unless told otherwise',
    ],
    [
      'with unrecorded newest first',
      stores.withUnrecordedNewestFirst,
      'lists what is unrecorded, longest waiting first',
    ],
    [
      'with lists cut at the front',
      stores.withUnrecordedCutAtTheFront,
      'leaves out the most recent when there are too many',
    ],
    [
      'with any cursor',
      stores.withAnyCursor,
      'refuses the cursor "page 2", which it did not issue',
    ],
    [
      'with failures that announce nothing',
      stores.withFailuresUnannounced,
      'replaces what was announced and adds deliveries on failure',
    ],
    [
      'with deletions that always win',
      stores.withDeletionsThatAlwaysWin,
      'ignores a deletion older than the stored upload',
    ],
    [
      'with failures swallowed',
      stores.withFailuresSwallowed,
      'fails with store-unavailable and the cause when its backend does not answer',
    ],
    [
      'without causes',
      stores.withoutCauses,
      'fails with store-misconfigured and the cause when a person must act',
    ],
  ])('result store %s', async (_, sabotage, title) => {
    expect(await resultStoreContract.brokenBy(() => openResultStore(sabotage))).toContain(title);
  });

  it.each([
    [
      'returns no text on failure',
      emptyOnFailure,
      'fails with image-unsupported when it is not an image',
    ],
    [
      'cannot distinguish an unreadable image',
      unavailableOnFailure,
      'passes on image-unreadable when reading the bytes fails with it',
    ],
    [
      'returns the last image to every caller',
      answeringTheLast,
      'never mixes up images detected at once',
    ],
    [
      'leaves out the words of a line',
      changing((seen) => withLines(seen, { words: [] })),
      'gives each line its words, in order',
    ],
    [
      'returns confidence in percent',
      changing((seen) => withLines(seen, { confidence: 99 })),
      'returns provider, model version and confidence',
    ],
    ['returns boxes in pixels', changing(inPixels), 'places text as fractions of the image'],
    [
      'finds text where there is none',
      changing(withGhost),
      'finds no lines in an image without text',
    ],
    ['leaves out the last line', changing(withoutLastLine), 'reads the words of every line'],
    [
      'reads only the first page',
      changing(firstPage),
      'reads every page of a document, page by page',
    ],
    [
      'numbers the only page',
      changing((seen) => withLines(seen, { page: 1 })),
      'numbers no page in an image of one',
    ],
  ])('text detector that %s', async (_, sabotage, title) => {
    expect(await textDetectorContract.brokenBy(() => openTextDetector(sabotage))).toContain(title);
  });

  it.each([
    ['swallows failures', swallowing, 'fails with notifier-unavailable when nothing answers'],
    [
      'quotes notifications in its errors',
      leaking,
      'fails with notification-refused when the message will never be accepted',
    ],
    [
      'loses all but the first of simultaneous messages',
      tellingOne(),
      'delivers many messages at once',
    ],
    ['refuses long messages', refusingLong, 'accepts messages of any length'],
    [
      'cannot distinguish a wrong setting',
      failingAs('notifier-unavailable'),
      'fails with notifier-misconfigured when a person must act',
    ],
  ])('notifier that %s', async (_, sabotage, title) => {
    expect(await notifierContract.brokenBy(() => openNotifier(sabotage))).toContain(title);
  });

  it.each([
    [
      'without revisions',
      outboxes.withoutRevisions,
      'changes a turn only over the revision that was seen',
    ],
    [
      'without seen times',
      outboxes.withoutSeenTimes,
      'postpones what still waits as it was seen, and counts failures',
    ],
    [
      'with doubles',
      outboxes.withDoubles,
      'leaves a delivery whose id is known as it is, in any state',
    ],
    [
      'without due times',
      outboxes.withoutDueTimes,
      'looks at what is due, longest due first, and at nothing else',
    ],
    [
      'without order',
      outboxes.withoutOrder,
      'looks at what is due, longest due first, and at nothing else',
    ],
    ['with ends cut', outboxes.withEndsCut, 'ends thousands at once'],
    ['with ends repeated', outboxes.withEndsRepeated, 'ends what waits, once'],
    ['without names', outboxes.withoutNames, 'withdraws what waits, with who and why'],
    ['without withdrawing', outboxes.withoutWithdrawing, 'withdraws the reminders of a delivery'],
    [
      'with sets forgotten',
      outboxes.withSetsForgotten,
      'lists channels with something due, or with a set that was not told',
    ],
    ['with endless silences', outboxes.withEndlessSilences, 'keeps silences until they end'],
    [
      'with everything purged',
      outboxes.withEverythingPurged,
      'purges what ended before, and nothing that waits',
    ],
    [
      'with waiting remembered',
      outboxes.withWaitingRemembered,
      'forgets an image, whatever the state',
    ],
    [
      'without attempts',
      outboxes.withoutAttempts,
      'postpones what still waits as it was seen, and counts failures',
    ],
    ['without retries', outboxes.withoutRetries, 'has what was refused wait again'],
  ])('deliveries %s', async (_, sabotage, title) => {
    expect(await deliveriesContract.brokenBy(() => openDeliveries(sabotage))).toContain(title);
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

  it('detection memory that ignores the engine', async () => {
    const open = () =>
      openDetectionMemory((memory) =>
        override(memory, {
          find: (hash) => memory.find(hash, ''),
          keep: (hash, _, detection) => memory.keep(hash, '', detection),
        }),
      );
    const broken = await detectionMemoryContract.brokenBy(open);
    expect(broken).toContain('keeps contents and engines apart');
  });

  it.each([
    [
      'returns changed bytes',
      readingAnew,
      'reads the same bytes again or fails with image-gone after a change',
    ],
    ['decodes keys', decodingKeys, 'takes the key literally'],
    [
      'reports every failure as a removed image',
      alwaysGone,
      'fails with source-unavailable when its backend does not answer',
    ],
  ])('image source that %s', async (_, sabotage, title) => {
    const open = async () => sabotage(await openImageSource());
    expect(await imageSourceContract.brokenBy(open)).toContain(title);
  });

  it.each([
    [
      'looks at the version that is named',
      lookingAtVersions,
      'finds the newest, whatever version it is asked about',
    ],
    [
      'takes what it may not see for gone',
      seeingNothing,
      'fails with image-unreadable without permission',
    ],
  ])('look at what is there that %s', async (_, sabotage, title) => {
    expect(await currentImagesContract.brokenBy(() => sabotage())).toContain(title);
  });

  it.each([
    ['never looks again', askingOnce, 'returns a change to the next caller'],
    [
      'fails after an invalid change',
      strict,
      'keeps the last valid rules after a misspelt change and reports it',
    ],
    [
      'forgets the rules when they are removed',
      forgetful,
      'keeps the last valid rules after they were removed and reports it',
    ],
    [
      'has no rules when the file is missing',
      lenient,
      'fails with watchlist-unavailable when there have never been rules',
    ],
  ])('watchlist source that %s', async (_, sabotage, title) => {
    expect(await watchlistSourceContract.brokenBy(() => sabotage())).toContain(title);
  });

  it.each([
    ['joins the parts', joining, 'digests different parts differently, however they are split'],
    ['salts its digests', salting, 'digests equal parts alike in any process'],
    [
      'counts owners in every process',
      counting,
      'never returns the same owner twice, in any process',
    ],
  ])('ids that %s', async (_, sabotage, title) => {
    expect(await idsContract.brokenBy(async () => sabotage())).toContain(title);
  });
});

describe('a contract', () => {
  it('finds only what the in-memory adapters cannot show', async () => {
    expect(await resultStoreContract.brokenBy(openResultStore)).toEqual([
      'finds everything after reopening',
      'honours a claim granted before reopening',
      ...resultStoreContract.promised.flatMap(({ needs, title }) =>
        needs === 'damage' ? [title] : [],
      ),
    ]);
    expect(await deliveriesContract.brokenBy(openDeliveries)).toEqual([
      'has one clock for processes whose clocks differ',
      'keeps everything after reopening',
    ]);
    expect(await textDetectorContract.brokenBy(openTextDetector)).toEqual([]);
    expect(await notifierContract.brokenBy(openNotifier)).toEqual([]);
    expect(await detectionMemoryContract.brokenBy(openDetectionMemory)).toEqual([]);
    expect(await imageSourceContract.brokenBy(openImageSource)).toEqual([]);
    expect(await currentImagesContract.brokenBy(openCurrentImages)).toEqual([]);
    expect(await watchlistSourceContract.brokenBy(openWatchlistSource)).toEqual([]);
  });

  it('has no title twice', () => {
    for (const { promised } of [
      resultStoreContract,
      deliveriesContract,
      textDetectorContract,
      notifierContract,
    ]) {
      const titles = promised.map(({ title }) => title);
      expect(new Set(titles).size).toBe(titles.length);
    }
  });

  it('says what to do when a subject lacks an ability', async () => {
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

function lookingAtVersions() {
  return openCurrentImages((images) => ({
    find: async (address) => {
      const current = await images.find(address);
      return current && { ...current, address, version: address.versionId ?? current.version };
    },
  }));
}

function seeingNothing() {
  return openCurrentImages((images) => ({
    find: (address) => images.find(address).catch(() => undefined),
  }));
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
