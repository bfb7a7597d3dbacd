import {
  conclude,
  GlyphwatchError,
  type NotifiedChannel,
  ReplayWatchlist,
  type ResultStore,
  ScanImage,
  type ScanOutcome,
  type Tell,
  TELL_EACH,
  Telling,
} from './index.ts';
import { failureOf, sampleUpload } from './contracts/index.ts';
import { CountingIds } from './in-memory/counting-ids.ts';
import { InMemoryDeliveries } from './in-memory/in-memory-deliveries.ts';
import { InMemoryNotifier } from './in-memory/in-memory-notifier.ts';
import { InMemoryResultStore } from './in-memory/in-memory-result-store.ts';
import { InMemoryTextDetector } from './in-memory/in-memory-text-detector.ts';
import {
  InMemoryWatchlist,
  InMemoryWatchlistSource,
} from './in-memory/in-memory-watchlist-source.ts';
import { intercept } from './in-memory/intercept.ts';
import { Outage } from './in-memory/outage.ts';
import { readText } from './in-memory/read-text.ts';
import { override } from './in-memory/sabotaged-stores.ts';

const OLD = new InMemoryWatchlist({ gate: 'OUT', door: 'EXIT' });
const NEW = new InMemoryWatchlist({ gate: 'OUT', road: 'WAY' });
const RUN = { id: 'r1', name: 'replay' };
const START = 1_760_000_000_000;
const DAY_MS = 86_400_000;

describe('a forecast', () => {
  it('lists for each rule the images where it is new, gone or the same', async () => {
    const shop = await openShop(['WAY OUT', 'EXIT', 'NOTHING', 'WAY WAY', '']);
    expect(await shop.replay.forecast(NEW)).toEqual({
      images: 5,
      unread: 0,
      wouldAlert: ['b/3', 'b/0'],
      new: 2,
      gone: 1,
      same: 1,
      rules: [
        { ruleId: 'door', wouldAlert: [], newIn: [], goneFrom: ['b/1'], sameIn: [] },
        { ruleId: 'gate', wouldAlert: [], newIn: [], goneFrom: [], sameIn: ['b/0'] },
        {
          ruleId: 'road',
          wouldAlert: ['b/3', 'b/0'],
          newIn: ['b/3', 'b/0'],
          goneFrom: [],
          sameIn: [],
        },
      ],
    });
  });

  it('changes nothing and sends nothing', async () => {
    const shop = await openShop(['WAY OUT', 'EXIT']);
    const before = await shop.all();
    await shop.replay.forecast(NEW);
    expect(await shop.all()).toEqual(before);
    expect(shop.notifier.sent).toHaveLength(2);
  });

  it('would notify about a changed rule even if it matches as before', async () => {
    const shop = await openShop(['WAY OUT']);
    const { wouldAlert, same } = await shop.replay.forecast(new InMemoryWatchlist({ gate: 'WAY' }));
    expect([wouldAlert, same]).toEqual([['b/0'], 1]);
  });

  it('covers uploads in a period, both ends included', async () => {
    const shop = await openShop(['WAY', 'WAY', 'WAY', 'WAY']);
    const since = START + DAY_MS;
    expect(await shop.replay.forecast(NEW, { since })).toMatchObject({ images: 3 });
    const until = START + 2 * DAY_MS;
    expect((await shop.replay.forecast(NEW, { since, until })).wouldAlert).toEqual(['b/2', 'b/1']);
  });

  it('counts images without stored text separately', async () => {
    const shop = await openShop(['WAY', '\u0000not an image']);
    expect(await shop.replay.forecast(NEW)).toMatchObject({ images: 1, unread: 1, new: 1 });
  });

  it('stops when aborted', async () => {
    const shop = await openShop(['WAY', 'WAY']);
    const forecast = await shop.replay.forecast(NEW, { signal: { aborted: true } });
    expect(forecast).toMatchObject({ images: 0, new: 0 });
  });

  it('tells of each image, and may be stopped after any', async () => {
    const shop = await openShop(['WAY', 'WAY', 'WAY']);
    const signal = { aborted: false };
    let told = 0;
    const onImage = () => {
      told += 1;
      signal.aborted = told === 2;
    };
    expect(await shop.replay.forecast(NEW, { signal, onImage })).toMatchObject({ images: 2 });
    expect(told).toBe(2);
  });

  it('tells first how many images the period has, if the store counts them', async () => {
    const shop = await openShop(['WAY', 'WAY', 'WAY']);
    const told: (number | string)[] = [];
    const progress = {
      onTotal: (images: number) => told.push(images),
      onImage: () => told.push('image'),
    };
    await shop.replay.forecast(NEW, progress);
    expect(told).toEqual([3, 'image', 'image', 'image']);
    const uncounted = override<ResultStore>(shop.store, { count: async () => undefined });
    told.length = 0;
    await shop.replaying(uncounted).forecast(NEW, progress);
    expect(told).toEqual(['image', 'image', 'image']);
  });
});

describe('a replay', () => {
  it('writes what the new rules match, and the history, without sending anything', async () => {
    const shop = await openShop(['WAY OUT', 'EXIT', 'NOTHING']);
    const report = await shop.replay.replay(NEW);
    expect(report).toMatchObject({ written: 2, overtaken: [], untold: [], new: 1, gone: 1 });
    expect(await shop.found('b/0')).toEqual(['MATCHED', 'gate', 'road']);
    expect(await shop.found('b/1')).toEqual(['NO_MATCH']);
    const { items } = await shop.store.listMatches('road', { limit: 10 });
    expect(items.map(({ imageId }) => imageId)).toEqual(['b/0']);
    expect(shop.notifier.sent).toHaveLength(2);
  });

  it('sends only new matches, on request', async () => {
    const shop = await openShop(['WAY OUT', 'EXIT', 'NOTHING']);
    await shop.replay.replay(NEW, { notify: RUN });
    const sent = shop.notifier.sent.slice(2).map(({ imageId, rules }) => [imageId, rules.length]);
    expect(sent).toEqual([['b/0', 1]]);
  });

  it('tells people one summary at its end, whatever it found', async () => {
    const shop = await openShop(
      Array.from({ length: 30 }, () => 'WAY'),
      'grouped',
    );
    const report = await shop.replay.replay(NEW, { notify: RUN });
    expect(report).toMatchObject({ written: 30, untold: [] });
    expect(shop.notifier.messages).toMatchObject([{ kind: 'digest', count: 30, run: RUN }]);
  });

  it('keeps the history of what no longer matches', async () => {
    const shop = await openShop(['EXIT']);
    await shop.replay.replay(NEW);
    expect((await shop.store.listMatches('door', { limit: 10 })).items).toHaveLength(1);
  });

  it('leaves results in which the new rules find the same', async () => {
    const shop = await openShop(['NOTHING', 'OUT']);
    const before = await shop.all();
    expect(await shop.replay.replay(NEW)).toMatchObject({ images: 2, written: 0, same: 1 });
    expect(await shop.all()).toEqual(before);
  });

  it('never detects', async () => {
    const shop = await openShop(['WAY OUT']);
    shop.outage.begin('detector-unavailable');
    expect(await shop.replay.replay(NEW)).toMatchObject({ written: 1 });
  });

  it('keeps which detector has read an image', async () => {
    const shop = await openShop(['WAY OUT']);
    const [before] = (await shop.all()).items;
    await shop.replay.replay(NEW);
    const [after] = (await shop.all()).items;
    expect(after?.readBy).toBe(before?.readBy);
    expect(after?.readBy).toBeDefined();
  });

  it('changes nothing when repeated', async () => {
    const shop = await openShop(['WAY OUT', 'EXIT']);
    await shop.replay.replay(NEW, { notify: RUN });
    const again = await shop.replay.replay(NEW, { notify: RUN });
    expect(again).toMatchObject({ written: 0, new: 0, gone: 0, wouldAlert: [] });
  });

  it('visits each of many images once, although writing moves them to the front', async () => {
    const shop = await openShop(Array.from({ length: 450 }, () => 'WAY OUT'));
    const { images, written } = await shop.replay.replay(NEW);
    expect([images, written]).toEqual([450, 450]);
  });

  it('visits each image once even if the clock stands still', async () => {
    const shop = await openShop(Array.from({ length: 250 }, () => 'WAY OUT'));
    shop.stopClock();
    const { images, written } = await shop.replay.replay(NEW);
    expect([images, written]).toEqual([250, 250]);
  });

  it('ends even if the clock goes backwards', async () => {
    const shop = await openShop(Array.from({ length: 250 }, () => 'WAY OUT'));
    shop.turnClockBack();
    expect((await shop.replay.replay(NEW)).written).toBe(250);
    expect((await shop.replay.forecast(NEW)).new).toBe(0);
  });

  it('comes back to an image that another process is scanning, once its claim has expired', async () => {
    const shop = await openShop(['WAY OUT']);
    const upload = shop.uploads[0] ?? sampleUpload();
    const now = shop.now();
    await shop.store.claim(upload, { owner: 'you', now, leaseUntil: now + 60_000, redo: true });
    const report = await shop.replay.replay(NEW);
    expect(report).toMatchObject({ images: 1, written: 1, overtaken: [] });
    expect(await shop.found('b/0')).toEqual(['MATCHED', 'gate', 'road']);
    expect(shop.now()).toBeGreaterThan(now + 60_000);
  });

  it('says for how many images it waits, and waits no longer once it is stopped', async () => {
    const shop = await openShop(['WAY OUT']);
    const upload = shop.uploads[0] ?? sampleUpload();
    const now = shop.now();
    await shop.store.claim(upload, { owner: 'you', now, leaseUntil: now + DAY_MS, redo: true });
    const signal = { aborted: false };
    const told: number[] = [];
    const onWaiting = (images: number) => {
      told.push(images);
      signal.aborted = true;
    };
    const report = await shop.replay.replay(NEW, { signal, onWaiting });
    expect(report).toMatchObject({ written: 0, overtaken: ['b/0'] });
    expect(told).toEqual([1]);
  });

  it.each([
    ['passes', 'list'],
    ['comes back', 'find'],
  ])('matches what a scan commits by older rules just before it %s', async (_, method) => {
    const shop = await openShop(['WAY OUT']);
    const scan = await shop.startScan('9', 'WAY WAY');
    let isCommitted = false;
    const store = intercept<ResultStore>(shop.store, async (called, proceed) => {
      const answer = await proceed();
      // After the answer: the walk has not seen it.
      if (called === method && !isCommitted) {
        isCommitted = true;
        await scan.commit();
      }
      return answer;
    });
    const report = await shop.replaying(store).replay(NEW, { notify: RUN });
    expect(report).toMatchObject({ images: 2, unread: 0, overtaken: [] });
    expect(await shop.found('b/9')).toEqual(['MATCHED', 'road']);
    expect(shop.notifier.sent.map(({ imageId }) => imageId)).toContain('b/9');
  });

  it('matches what a scan commits by older rules before the walk has come to it', async () => {
    const shop = await openShop(Array.from({ length: 150 }, () => 'NOTHING'));
    const scan = await shop.startScan('9000', 'WAY WAY', START - DAY_MS);
    const store = intercept<ResultStore>(shop.store, async (called, proceed) => {
      const answer = await proceed();
      if (called === 'list') await scan.commit().catch(() => undefined);
      return answer;
    });
    expect(await shop.replaying(store).replay(NEW)).toMatchObject({ images: 151, unread: 0 });
    expect(await shop.found('b/9000')).toEqual(['MATCHED', 'road']);
  });

  it('takes the claim from a process that may only be asleep, so that it cannot commit by older rules', async () => {
    const shop = await openShop(['WAY OUT']);
    const scan = await shop.startScan('9', 'WAY WAY');
    const report = await shop.replay.replay(NEW);
    expect(report).toMatchObject({ images: 1, unread: 1, overtaken: ['b/9'] });
    await failureOf(scan.commit(), 'claim-lost');
  });

  it('leaves alone what another process concludes just before its claim would be taken away', async () => {
    const shop = await openShop([]);
    const scan = await shop.startScan('9', '', START - DAY_MS);
    const unsupported = { status: 'UNSUPPORTED', ruleMatches: [], nearMisses: [] } as const;
    let claims = 0;
    const concluding = override(shop.store, {
      async claim(...claim) {
        claims += 1;
        if (claims === 1) await scan.commit(unsupported);
        return shop.store.claim(...claim);
      },
    });
    await shop.replaying(concluding).replay(NEW);
    expect(await shop.found('b/9')).toEqual(['UNSUPPORTED']);
  });

  it('writes nothing more once it is stopped while it waits', async () => {
    const shop = await openShop([]);
    const scan = await shop.startScan('9', 'WAY WAY');
    const signal = { aborted: false };
    const stopping = override(shop.store, {
      async find(imageId) {
        await scan.commit();
        signal.aborted = true;
        return shop.store.find(imageId);
      },
    });
    expect(await shop.replaying(stopping).replay(NEW, { signal })).toMatchObject({ written: 0 });
    expect(await shop.found('b/9')).toEqual(['NO_MATCH']);
  });

  it('leaves what cannot be read, or was purged, as it is', async () => {
    const shop = await openShop(['WAY OUT']);
    const purging = override(shop.store, {
      async claim(...claim) {
        await shop.store.delete('b/0', { now: shop.now(), purgeBefore: Infinity });
        return shop.store.claim(...claim);
      },
    });
    await shop.replaying(purging).replay(NEW);
    expect(await shop.store.find('b/0')).toMatchObject({ status: 'NO_MATCH', reason: 'purged' });
  });

  it('leaves an image deleted that is deleted meanwhile', async () => {
    const shop = await openShop(['WAY OUT']);
    const [upload = sampleUpload()] = shop.uploads;
    const deleting = override(shop.store, {
      async claim(claimed, claim) {
        await shop.store.markGone(upload, START);
        return shop.store.claim(claimed, claim);
      },
    });
    await shop.replaying(deleting).replay(NEW, { notify: RUN });
    expect(await shop.found('b/0')).toEqual(['GONE']);
    expect(shop.notifier.sent).toHaveLength(1);
  });

  it('leaves an image to a process that takes it over before the commit', async () => {
    const shop = await openShop(['WAY OUT']);
    const [upload = sampleUpload()] = shop.uploads;
    const overtaking = override(shop.store, {
      async commit(...commit) {
        const newer = { ...upload, sequencer: `${upload.sequencer}1`, version: 'v2' };
        await shop.store.claim(newer, { owner: 'you', now: START, leaseUntil: START });
        return shop.store.commit(...commit);
      },
    });
    const report = await shop.replaying(overtaking).replay(NEW);
    expect(report).toMatchObject({ written: 0, overtaken: ['b/0'], untold: [] });
  });

  it('finishes an interrupted redo, even if the rules find the same', async () => {
    const shop = await openShop(['OUT']);
    const [upload = sampleUpload()] = shop.uploads;
    await shop.store.claim(upload, { owner: 'dead', now: START, leaseUntil: START, redo: true });
    expect(await shop.replay.replay(OLD)).toMatchObject({ written: 1, same: 1 });
    expect(await shop.found('b/0')).toEqual(['MATCHED', 'gate']);
  });

  it('counts matches without a notification as announced', async () => {
    const shop = await openShop(['WAY OUT']);
    await shop.replay.replay(NEW);
    expect((await shop.replay.forecast(NEW)).wouldAlert).toEqual([]);
  });

  it('fails when the store fails in the middle of an image', async () => {
    const shop = await openShop(['WAY OUT']);
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const failing = override(shop.store, { recordMatches: () => Promise.reject(full) });
    await expect(shop.replaying(failing).replay(NEW)).rejects.toBe(full);
  });

  it('goes on when a channel is down, says so, and leaves it to the sweeper', async () => {
    const shop = await openShop(['WAY OUT', 'WAY', 'WAY']);
    shop.outage.begin('notifier-unavailable');
    const report = await shop.replay.replay(NEW, { notify: RUN });
    expect(report.written).toBe(3);
    const failure = { channel: 'mail', error: { code: 'notifier-unavailable' } };
    expect(report.untold).toMatchObject([failure, failure, failure]);
    const { items } = await shop.deliveries.list({ state: 'waiting', limit: 10 });
    expect(items).toHaveLength(3);
  });
});

/** A store with one concluded image for each text, uploaded on consecutive days: `b/0`, `b/1` … */
async function openShop(texts: readonly string[], tell: Tell = 'each') {
  let tick = 1;
  let now = START;
  const clock = () => (now += tick);
  const outage = new Outage();
  const notifier = new InMemoryNotifier();
  const deliveries = new InMemoryDeliveries(clock);
  const store = new InMemoryResultStore(deliveries);
  const receives = new Set(['matched'] as const);
  const reached = outage.reach(notifier);
  const channels: NotifiedChannel[] = [
    { name: 'mail', receives, isDefault: true, notifier: reached, telling: { ...TELL_EACH, tell } },
  ];
  const watchlists = new InMemoryWatchlistSource(OLD);
  const shared = { channels, clock, ids: new CountingIds() };
  const pause = () => new Promise<never>(() => {});
  const telling = new Telling({ ...shared, watchlists, deliveries, pause, random: () => 0 });
  const passTime = async (ms: number) => void (now += ms);
  const common = { ...shared, telling, leaseMs: 1000, pause: passTime };
  const detector = outage.reach(new InMemoryTextDetector());
  const scanImage = new ScanImage({ ...common, store, detector, watchlists });
  const uploads = texts.map((_, index) => {
    const address = { bucket: 'b', key: `${index}` };
    return sampleUpload({ address, uploadedAt: START + index * DAY_MS });
  });
  for (const [index, upload] of uploads.entries()) {
    now = upload.uploadedAt;
    const read = async () => new TextEncoder().encode(texts[index]);
    await scanImage.scan({ upload, image: { address: upload.address, read } });
  }
  /** A scan that has matched an image by the old rules, and has not committed. */
  const startScan = async (key: string, text: string, claimedAt = now) => {
    const upload = sampleUpload({ address: { bucket: 'b', key }, uploadedAt: now });
    const leaseUntil = now + 60_000;
    await store.claim(upload, { owner: 'scan', now: claimedAt, leaseUntil });
    const read: ScanOutcome = conclude(upload, readText(text), OLD);
    const nothing = { deliveries: [], records: [], notified: [] };
    return {
      commit: (outcome = read) => store.commit(`b/${key}`, 'scan', { outcome, ...nothing, now }),
    };
  };
  const replaying = (over: ResultStore) => new ReplayWatchlist({ ...common, store: over });
  now = START + 2 * texts.length * DAY_MS;
  return {
    store,
    deliveries,
    notifier,
    outage,
    uploads,
    startScan,
    now: () => now,
    replay: replaying(store),
    replaying,
    stopClock: () => (tick = 0),
    turnClockBack: () => (tick = -DAY_MS),
    all: () => store.list({ limit: 1000 }),
    found: async (imageId: string) => {
      const result = await store.find(imageId);
      return [result?.status, ...(result?.ruleMatches ?? []).map(({ ruleId }) => ruleId)];
    },
  };
}
