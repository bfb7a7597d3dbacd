import {
  DEFAULT_TELL_MS,
  eachFailure,
  type Failure,
  GlyphwatchError,
  imageIdOf,
  isDigest,
  layOutText,
  type NotificationKind,
  type NotifiedChannel,
  type ResultStore,
  ScanImage,
  type ScanParts,
  type ScanReport,
  type ScanRequest,
  type Tell,
  TELL_EACH,
  Telling,
  type TextDetector,
  type Upload,
} from './index.ts';
import { imageThatFails, sampleUpload } from './contracts/index.ts';
import { CountingIds } from './in-memory/counting-ids.ts';
import { InMemoryDeliveries } from './in-memory/in-memory-deliveries.ts';
import { InMemoryNotifier } from './in-memory/in-memory-notifier.ts';
import { InMemoryResultStore } from './in-memory/in-memory-result-store.ts';
import { InMemoryTextDetector } from './in-memory/in-memory-text-detector.ts';
import {
  InMemoryWatchlist,
  InMemoryWatchlistSource,
} from './in-memory/in-memory-watchlist-source.ts';
import { Outage } from './in-memory/outage.ts';
import { NOT_AN_IMAGE } from './in-memory/read-text.ts';
import { override } from './in-memory/sabotaged-stores.ts';

const LEASE_MS = 1000;
const NEVER = () => new Promise<never>(() => {});
const OLDER = sampleUpload({ version: 'v1', sequencer: '01' });
const NEWER = { ...OLDER, version: 'v2', sequencer: '02' };
const IMAGE_ID = imageIdOf(OLDER.address);

describe('a scan', () => {
  it.each([
    ['WAY OUT', 'MATCHED', 1],
    ['WAY IN', 'NO_MATCH', 0],
    ['', 'NO_TEXT', 0],
  ])('of an image with the text "%s" ends as %s', async (text, status, rules) => {
    const world = openWorld();
    const { result } = resultIn(await world.scan({ ...showing(text) }));
    expect(result).toMatchObject({ status, unrecorded: [] });
    expect(result.ruleMatches).toHaveLength(rules);
  });

  it('matches by the rules that are in force once the image is read', async () => {
    const world = openWorld();
    const newer = new InMemoryWatchlist({ road: 'WAY' });
    const { upload, image } = showing('WAY OUT');
    const read = async () => {
      world.watchlists.inForce = newer;
      return image.read();
    };
    const { result } = resultIn(await world.scan({ upload, image: { ...image, read } }));
    expect(result).toMatchObject({ watchlistVersion: newer.version });
    expect(result.ruleMatches).toMatchObject([{ ruleId: 'road' }]);
  });

  it('without versions reads again if the same was uploaded meanwhile: something else may have been there', async () => {
    const world = openWorld();
    const { address, uploadedAt, ...upload } = OLDER;
    const unversioned = { bucket: address.bucket, key: address.key };
    const texts = ['WAY OUT', 'WELCOME'];
    const detector: TextDetector = {
      identity: 'whatever is there',
      detectText: async () => layOutText(texts.shift() ?? ''),
    };
    const find = async () => ({
      ...{ address: unversioned, version: upload.version, uploadedAt: uploadedAt + 2000 },
    });
    const image = { address: unversioned, read: NEVER };
    const request = { upload: { ...upload, address: unversioned, uploadedAt }, image };
    const { result } = resultIn(await world.scan(request, { detector, images: { find } }));
    expect(result).toMatchObject({ status: 'NO_MATCH' });
    expect(texts).toEqual([]);
  });

  it('records matches and notifies every channel that receives them', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    expect(world.sent()).toEqual(['mail matched', 'log matched']);
    const { items } = await world.store.listMatches('gate', { limit: 10 });
    expect(items).toMatchObject([{ imageId: IMAGE_ID, version: 'v1' }]);
  });

  it('of a known version does nothing', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    world.engineOutage.begin('detector-unavailable');
    expect(await world.scan(showing('WAY OUT'))).toMatchObject({ kind: 'known' });
    expect(world.sent()).toHaveLength(2);
  });

  it('of an older version leaves the newer one', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT', NEWER));
    const report = await world.scan(showing('WAY IN'));
    expect(report).toMatchObject({ kind: 'stale', result: { version: 'v2' } });
  });

  it('is busy while another process scans this version', async () => {
    const world = openWorld();
    const leaseUntil = world.now() + 500;
    await world.store.claim(OLDER, { owner: 'you', now: world.now(), leaseUntil });
    expect(await world.scan(showing('WAY OUT'))).toEqual({ kind: 'busy', leaseUntil });
  });

  it('says for how long a process holds what it tells itself, by adding it', async () => {
    const world = openWorld(['mail', 'log']);
    const added: number[] = [];
    const store = override<ResultStore>(world.store, {
      commit: (imageId, owner, commit) => {
        added.push(...commit.deliveries.map(({ waitMs }) => waitMs));
        return world.store.commit(imageId, owner, commit);
      },
    });
    await world.scan(showing('WAY OUT'), { store });
    expect(added).toEqual([DEFAULT_TELL_MS, DEFAULT_TELL_MS]);
  });

  it('marks what people hear at the end of a run, and tells machines at once', async () => {
    const world = openWorld([], 'grouped');
    const run = { id: 'r1', name: 'scan of signs/' };
    expect(await world.scan({ ...showing('WAY OUT'), run })).toMatchObject({ untold: [] });
    expect(world.sent()).toEqual(['log matched']);
    expect(await world.waiting()).toMatchObject([{ channel: 'mail', run, why: 'scan of signs/' }]);
  });

  it('announces an image again that comes back to a version which it had before', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    await world.scan(showing('WAY IN', NEWER));
    const back = { ...OLDER, sequencer: '03' };
    expect(await world.scan(showing('WAY OUT', back))).toMatchObject({ kind: 'scanned' });
    expect(await world.scan(showing('WAY OUT', back))).toMatchObject({ kind: 'known' });
    expect(world.sent()).toEqual(['mail matched', 'log matched', 'mail matched', 'log matched']);
    expect(new Set(world.notifier.sent.map(({ id }) => id)).size).toBe(4);
    expect((await world.store.listMatches('gate', { limit: 10 })).items).toHaveLength(1);
  });
});

describe('a scan of a known version', () => {
  it('runs again on request, and sends nothing twice', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    const report = await world.scan({ ...showing('WAY OUT'), again: 'always' });
    expect(report).toMatchObject({ kind: 'scanned', result: { attempts: 2 } });
    expect(world.sent()).toHaveLength(2);
  });

  it('runs again when the rules have changed, and sends what is new', async () => {
    const world = openWorld();
    const again = { ...showing('WAY OUT'), again: 'when-rules-changed' } as const;
    await world.scan(again);
    expect(await world.scan(again)).toMatchObject({ kind: 'known' });
    world.watchlists.inForce = new InMemoryWatchlist({ gate: 'OUT', road: 'WAY' });
    expect(await world.scan(again)).toMatchObject({ kind: 'scanned' });
    const rules = world.notifier.sent.map((sent) =>
      isDigest(sent) ? [] : sent.rules.map(({ ruleId }) => ruleId),
    );
    expect(rules).toEqual([['gate'], ['gate'], ['road'], ['road']]);
  });

  it('does not run again for other rules when there is no text', async () => {
    const world = openWorld();
    await world.scan(showing(NOT_AN_IMAGE));
    world.watchlists.inForce = new InMemoryWatchlist({ road: 'WAY' });
    const report = await world.scan({ ...showing(NOT_AN_IMAGE), again: 'when-rules-changed' });
    expect(report).toMatchObject({ kind: 'known', result: { status: 'UNSUPPORTED' } });
  });
});

describe('a scan of a version that was read', () => {
  const read = (text: string) => ({ ...showing(text), again: 'when-reading-changed' }) as const;
  const newEngine = (identity = 'in-memory/2') =>
    override<TextDetector>(new InMemoryTextDetector(), { identity });

  it('by another detector runs again, once, and sends nothing twice', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    expect(await world.scan(read('WAY OUT'))).toMatchObject({ kind: 'known' });
    const detector = newEngine();
    const report = await world.scan(read('WAY OUT'), { detector });
    expect(report).toMatchObject({ kind: 'scanned', result: { readBy: 'in-memory/2' } });
    expect(await world.scan(read('WAY OUT'), { detector })).toMatchObject({ kind: 'known' });
    expect(world.sent()).toEqual(['mail matched', 'log matched']);
  });

  it('sends what only the other detector reads', async () => {
    const world = openWorld();
    const blind = override<TextDetector>(new InMemoryTextDetector(), {
      identity: 'blind',
      detectText: async () => layOutText('WAY'),
    });
    await world.scan(showing('WAY OUT'), { detector: blind });
    expect(world.sent()).toEqual([]);
    await world.scan(read('WAY OUT'));
    expect(world.sent()).toEqual(['mail matched', 'log matched']);
  });

  it('before results said by which detector runs again', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    const old = override<ResultStore>(world.store, {
      claim: async (upload, claim) => {
        const outcome = await world.store.claim(upload, claim);
        if (outcome.kind !== 'done') return outcome;
        const { readBy: _, ...result } = outcome.result;
        return { ...outcome, result };
      },
    });
    expect(await world.scan(read('WAY OUT'), { store: old })).toMatchObject({ kind: 'scanned' });
  });

  it('runs again where the other detector refused it, and once if this one does, too', async () => {
    const world = openWorld();
    await world.scan(showing(NOT_AN_IMAGE));
    const detector = newEngine();
    const report = await world.scan(read(NOT_AN_IMAGE), { detector });
    expect(report).toMatchObject({ kind: 'scanned', result: { status: 'UNSUPPORTED' } });
    expect(await world.scan(read(NOT_AN_IMAGE), { detector })).toMatchObject({ kind: 'known' });
    expect(world.sent()).toEqual(['log failed']);
  });

  it('may run again for several reasons', async () => {
    const world = openWorld();
    const again = ['when-rules-changed', 'when-reading-changed'] as const;
    await world.scan(showing('WAY OUT'));
    expect(await world.scan({ ...showing('WAY OUT'), again })).toMatchObject({ kind: 'known' });
    world.watchlists.inForce = new InMemoryWatchlist({ road: 'WAY' });
    expect(await world.scan({ ...showing('WAY OUT'), again })).toMatchObject({ kind: 'scanned' });
    const changed = { ...showing('WAY OUT'), again };
    expect(await world.scan(changed, { detector: newEngine() })).toMatchObject({ kind: 'scanned' });
  });

  it('runs again for an older event about the same content, as the upload that is stored', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT', { ...OLDER, sequencer: '05', uploadedAt: 7 }));
    const event = read('WAY OUT');
    const detector = newEngine();
    expect(await world.scan({ ...event, again: [] }, { detector })).toMatchObject({
      kind: 'stale',
    });
    const report = await world.scan(event, { detector });
    const stored = { readBy: 'in-memory/2', sequencer: '05', uploadedAt: 7 };
    expect(report).toMatchObject({ kind: 'scanned', result: stored });
  });

  it('does not run again for an older event about other content', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT', NEWER));
    const report = await world.scan(read('WAY IN'), { detector: newEngine() });
    expect(report).toMatchObject({ kind: 'stale', result: { version: 'v2' } });
  });

  it('does not run again once it is gone', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    await world.store.markGone(OLDER, world.now());
    const report = await world.scan(read('WAY OUT'), { detector: newEngine() });
    expect(report).toMatchObject({ kind: 'known', result: { status: 'GONE' } });
  });
});

describe('a scan of a long document', () => {
  const DOCUMENT = 'ONE\fTWO\fTHREE\fWAY OUT';

  it('keeps its claim between pages, longer than the lease', async () => {
    const world = openWorld();
    let now = world.now();
    const claims: string[] = [];
    const detector = override<TextDetector>(new InMemoryTextDetector(), {
      detectText: (image, onPage) =>
        new InMemoryTextDetector().detectText(image, async () => {
          now += LEASE_MS / 2;
          await onPage?.();
          const other = { owner: 'other', now, leaseUntil: now + LEASE_MS };
          claims.push((await world.store.claim(OLDER, other)).kind);
        }),
    });
    const report = await world.scan(showing(DOCUMENT), { detector, clock: () => now });
    expect(claims).toEqual(['busy', 'busy', 'busy', 'busy']);
    expect(report).toMatchObject({ kind: 'scanned', result: { status: 'MATCHED' } });
  });

  it('does not renew its claim for every page when pages are fast', async () => {
    const world = openWorld();
    let renewed = 0;
    const store = override<ResultStore>(world.store, {
      renew: async () => {
        renewed += 1;
      },
    });
    await world.scan(showing(DOCUMENT), { store });
    expect(renewed).toBe(0);
  });

  it('stops reading when another process has taken over', async () => {
    const world = openWorld();
    let now = world.now();
    let pages = 0;
    const detector = override<TextDetector>(new InMemoryTextDetector(), {
      detectText: (image, onPage) =>
        new InMemoryTextDetector().detectText(image, async () => {
          pages += 1;
          now += 2 * LEASE_MS;
          const other = { owner: 'other', now, leaseUntil: now + LEASE_MS };
          await world.store.claim(OLDER, other);
          await onPage?.();
        }),
    });
    const report = await world.scan(showing(DOCUMENT), { detector, clock: () => now });
    expect([report.kind, pages]).toEqual(['busy', 1]);
  });
});

describe('a scan that cannot read the image', () => {
  it.each([
    ['image-unsupported', 'UNSUPPORTED'],
    ['image-gone', 'GONE'],
  ] as const)('for good (%s) ends as %s, with the reason', async (code, status) => {
    const world = openWorld();
    const report = await world.scan({ upload: OLDER, image: imageThatFails(code) });
    expect(report).toMatchObject({ kind: 'scanned', result: { status } });
    expect(resultIn(report).result.reason).toBe('The bytes of this sample image cannot be read.');
    expect(world.sent()).toEqual(['log failed']);
  });

  it.each([
    'source-unavailable',
    'image-unreadable',
    'detector-unavailable',
    'detector-misconfigured',
  ] as const)('for now (%s) fails with it and is kept as FAILED', async (code) => {
    const world = openWorld();
    const scan = world.scan({ upload: OLDER, image: imageThatFails(code) });
    await expect(scan).rejects.toMatchObject({ code });
    expect(await world.store.find(IMAGE_ID)).toMatchObject({ status: 'FAILED' });
    expect(world.sent()).toEqual([]);
    expect(await world.scan(showing('WAY OUT'))).toMatchObject({ kind: 'scanned' });
  });

  it('sends that, once, on the last attempt', async () => {
    const world = openWorld();
    const request = {
      upload: OLDER,
      image: imageThatFails('source-unavailable'),
      lastAttempt: true,
    };
    await expect(world.scan(request)).rejects.toMatchObject({ code: 'source-unavailable' });
    await expect(world.scan(request)).rejects.toMatchObject({ code: 'source-unavailable' });
    expect(world.sent()).toEqual(['log failed']);
  });

  it('sends the matches when it can be read after all', async () => {
    const world = openWorld();
    const request = {
      upload: OLDER,
      image: imageThatFails('source-unavailable'),
      lastAttempt: true,
    };
    await expect(world.scan(request)).rejects.toThrow();
    await world.scan(showing('WAY OUT'));
    expect(world.sent()).toEqual(['log failed', 'mail matched', 'log matched']);
  });

  it('stores nothing from the message of a foreign error', async () => {
    const world = openWorld();
    const read = () => Promise.reject(new Error('saw CANARY'));
    const scan = world.scan({ upload: OLDER, image: { address: OLDER.address, read } });
    await expect(scan).rejects.toThrow('saw CANARY');
    const { reason } = (await world.store.find(IMAGE_ID)) ?? {};
    expect(reason).toBe('unexpected failure');
  });

  it('fails with the reason even if that cannot be stored', async () => {
    const world = openWorld();
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const store = override<ResultStore>(world.store, {
      fail: (_imageId: string, _owner: string, _failure: Failure) => Promise.reject(full),
    });
    const image = imageThatFails('detector-misconfigured');
    const scan = world.scan({ upload: OLDER, image }, { store });
    await expect(scan).rejects.toMatchObject({
      code: 'detector-misconfigured',
      cause: { errors: [{ code: 'detector-misconfigured' }, full] },
    });
  });

  it('fails with the reason alone if a channel cannot be told, who hears later', async () => {
    const world = openWorld();
    world.outage.begin('notifier-unavailable');
    const image = imageThatFails('source-unavailable');
    const scan = world.scan({ upload: OLDER, image, lastAttempt: true });
    const failure: unknown = await scan.catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'source-unavailable' });
    expect(eachFailure(failure)).toHaveLength(1);
    expect(await world.waiting()).toMatchObject([{ channel: 'log', kind: 'failed', attempts: 1 }]);
  });

  it('tells nothing if another process has taken over', async () => {
    const world = openWorld();
    const store = override<ResultStore>(world.store, {
      async fail(imageId, owner, failure) {
        await world.store.claim(NEWER, { owner: 'you', now: 0, leaseUntil: LEASE_MS });
        return world.store.fail(imageId, owner, failure);
      },
    });
    const image = imageThatFails('source-unavailable');
    const scan = world.scan({ upload: OLDER, image, lastAttempt: true }, { store });
    await expect(scan).rejects.toMatchObject({ code: 'source-unavailable' });
    expect(world.sent()).toEqual([]);
    expect(await world.waiting()).toEqual([]);
  });
});

describe('a scan without rules', () => {
  const withoutRules = () => {
    const world = openWorld();
    world.watchlists.inForce = undefined;
    world.watchlists.problems.push('Correct the rule file:\nline 3: CANARY');
    return world;
  };
  const last = { ...showing('WAY OUT'), lastAttempt: true };

  it('leaves no trace as long as there is a retry', async () => {
    const world = withoutRules();
    await expect(world.scan(showing('WAY OUT'))).rejects.toMatchObject({
      code: 'watchlist-invalid',
    });
    expect(await world.store.find(IMAGE_ID)).toBeUndefined();
    expect(world.sent()).toEqual([]);
  });

  it('ends as FAILED without a retry, and says so once', async () => {
    const world = withoutRules();
    await expect(world.scan(last)).rejects.toMatchObject({ code: 'watchlist-invalid' });
    await expect(world.scan(last)).rejects.toMatchObject({ code: 'watchlist-invalid' });
    expect(await world.store.find(IMAGE_ID)).toMatchObject({
      status: 'FAILED',
      reason: 'Correct the rule file.',
    });
    expect(world.sent()).toEqual(['log failed']);
  });

  it('sends the matches once there are rules', async () => {
    const world = withoutRules();
    await expect(world.scan(last)).rejects.toThrow();
    world.watchlists.inForce = new InMemoryWatchlist({ gate: 'OUT' });
    await world.scan(showing('WAY OUT'));
    expect(world.sent()).toEqual(['log failed', 'mail matched', 'log matched']);
  });

  it('leaves the result of a version that was scanned before', async () => {
    const world = openWorld();
    await world.scan(showing('WAY OUT'));
    world.watchlists.inForce = undefined;
    await expect(world.scan(last)).rejects.toMatchObject({ code: 'watchlist-unavailable' });
    expect(await world.store.find(IMAGE_ID)).toMatchObject({ status: 'MATCHED' });
    expect(world.sent()).toEqual(['mail matched', 'log matched']);
  });

  it('says both if the store is down, too', async () => {
    const world = withoutRules();
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const store = override<ResultStore>(world.store, { claim: () => Promise.reject(full) });
    await expect(world.scan(last, { store })).rejects.toMatchObject({
      code: 'watchlist-invalid',
      cause: { errors: [{ code: 'watchlist-invalid' }, full] },
    });
  });
});

describe('a scan whose claim was taken over before it could commit', () => {
  const takenOver = (meanwhile: (store: ResultStore, now: number) => Promise<unknown>) => {
    const world = openWorld();
    const store = override<ResultStore>(world.store, {
      async commit(...commit) {
        await meanwhile(world.store, world.now());
        return world.store.commit(...commit);
      },
    });
    return world.scan(showing('WAY OUT'), { store });
  };

  it('is stale when a newer version has arrived', async () => {
    const report = await takenOver((store, now) =>
      store.claim(NEWER, { owner: 'you', now, leaseUntil: now + LEASE_MS }),
    );
    expect(report).toMatchObject({ kind: 'stale', result: { version: 'v2' } });
  });

  it('is busy when another process is scanning this version', async () => {
    const report = await takenOver((store, now) =>
      store.claim(OLDER, { owner: 'you', now: now + LEASE_MS, leaseUntil: now + 2 * LEASE_MS }),
    );
    expect(report).toMatchObject({ kind: 'busy' });
  });

  it('leaves to the sweeper what its own lost commit has added', async () => {
    const world = openWorld();
    const store = override<ResultStore>(world.store, {
      async commit(...commit) {
        await world.store.commit(...commit);
        return world.store.commit(...commit);
      },
    });
    const report = await world.scan(showing('WAY OUT'), { store });
    expect(report).toMatchObject({ kind: 'known', result: { status: 'MATCHED', unrecorded: [] } });
    expect(world.sent()).toEqual([]);
    expect(await world.waiting()).toHaveLength(2);
  });

  it('fails when another process took over and failed', async () => {
    const scan = takenOver(async (store, now) => {
      const claim = { owner: 'you', now: now + LEASE_MS, leaseUntil: now + 2 * LEASE_MS };
      await store.claim(OLDER, claim);
      await store.fail(IMAGE_ID, 'you', { reason: 'x', deliveries: [], notified: [], now });
    });
    await expect(scan).rejects.toMatchObject({ code: 'claim-lost' });
  });
});

describe('telling', () => {
  it('tries every channel, and what was not told waits', async () => {
    const world = openWorld(['mail']);
    const report = await world.scan(showing('WAY OUT'));
    const untold = [{ channel: 'mail', error: { code: 'notifier-unavailable' } }];
    expect(report).toMatchObject({ kind: 'scanned', result: { status: 'MATCHED' }, untold });
    expect(world.sent()).toEqual(['log matched']);
    expect(await world.waiting()).toMatchObject([{ channel: 'mail', attempts: 1 }]);
  });

  it('reports every channel that fails', async () => {
    const world = openWorld(['mail', 'log']);
    const { untold } = resultIn(await world.scan(showing('WAY OUT')));
    expect(untold.map(({ channel }) => channel)).toEqual(['mail', 'log']);
  });

  it('is no matter of the next scan of the same version', async () => {
    const world = openWorld(['mail']);
    await world.scan(showing('WAY OUT'));
    const report = await world.scan(showing('WAY OUT'));
    expect(report).toMatchObject({ kind: 'known', untold: [] });
    expect(await world.waiting()).toHaveLength(1);
  });

  it('ends before a scan fails because the history cannot be written', async () => {
    const world = openWorld();
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const store = override<ResultStore>(world.store, {
      recordMatches: () => Promise.reject(full),
    });
    await expect(world.scan(showing('WAY OUT'), { store })).rejects.toBe(full);
    expect(world.sent()).toEqual(['mail matched', 'log matched']);
    expect((await world.store.find(IMAGE_ID))?.unrecorded).toHaveLength(1);
    await world.scan(showing('WAY OUT'));
    expect((await world.store.find(IMAGE_ID))?.unrecorded).toEqual([]);
    expect(world.sent()).toHaveLength(2);
  });
});

function showing(text: string, upload: Upload = OLDER): ScanRequest {
  const read = async () => new TextEncoder().encode(text);
  return { upload, image: { address: upload.address, read } };
}

function resultIn(report: ScanReport) {
  if (!('result' in report)) throw new Error(`it is ${report.kind}`);
  return report;
}

/** `silent` channels are down; `mail` is told as `tell` says, `log` each. */
function openWorld(silent: readonly string[] = [], tell: Tell = 'each') {
  const now = 1_760_000_000_000;
  const outage = new Outage();
  const engineOutage = new Outage();
  const notifier = new InMemoryNotifier();
  const clock = () => now;
  const deliveries = new InMemoryDeliveries(clock);
  const store = new InMemoryResultStore(deliveries);
  const watchlists = new InMemoryWatchlistSource(new InMemoryWatchlist({ gate: 'OUT' }));
  const down = new Outage();
  down.begin('notifier-unavailable');
  const channel = (name: string, ...receives: NotificationKind[]): NotifiedChannel => ({
    name,
    receives: new Set(receives),
    isDefault: true,
    telling: { ...TELL_EACH, tell: name === 'mail' ? tell : 'each' },
    notifier: silent.includes(name) ? down.reach(notifier) : outage.reach(notifier),
  });
  const channels = [channel('mail', 'matched'), channel('log', 'matched', 'failed')];
  const common = { channels, watchlists, clock, ids: new CountingIds() };
  const parts: ScanParts = {
    ...common,
    detector: engineOutage.reach(new InMemoryTextDetector()),
    store,
    telling: new Telling({ ...common, deliveries, pause: NEVER, random: () => 0 }),
    leaseMs: LEASE_MS,
  };
  return {
    store,
    outage,
    engineOutage,
    notifier,
    watchlists,
    now: () => now,
    scan: (request: ScanRequest, changes: Partial<ScanParts> = {}) =>
      new ScanImage({ ...parts, ...changes }).scan(request),
    waiting: async () => (await deliveries.list({ state: 'waiting', limit: 100 })).items,
    sent: () => notifier.sent.map(({ channel: name, kind }) => `${name} ${kind}`),
  };
}
