import {
  type Failure,
  GlyphwatchError,
  imageIdOf,
  type NotificationKind,
  type NotifiedChannel,
  type ResultStore,
  ScanImage,
  type ScanParts,
  type ScanReport,
  type ScanRequest,
  type Upload,
} from './index.ts';
import { imageThatFails, sampleUpload } from './contracts/index.ts';
import { CountingIds } from './in-memory/counting-ids.ts';
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
const OLDER = sampleUpload({ version: 'v1', sequencer: '01' });
const NEWER = { ...OLDER, version: 'v2', sequencer: '02' };
const IMAGE_ID = imageIdOf(OLDER.address);

describe('a scan', () => {
  it.each([
    ['WAY OUT', 'MATCHED', 1],
    ['WAY IN', 'NO_MATCH', 0],
    ['', 'NO_TEXT', 0],
  ])('of an image that shows "%s" is concluded as %s', async (text, status, rules) => {
    const place = openPlace();
    const { result } = resultIn(await place.scan({ ...showing(text) }));
    expect(result).toMatchObject({ status, pending: [], unrecorded: [] });
    expect(result.ruleMatches).toHaveLength(rules);
  });

  it('records what matched and tells every channel that receives of it', async () => {
    const place = openPlace();
    await place.scan(showing('WAY OUT'));
    expect(place.sent()).toEqual(['mail matched', 'log matched']);
    const { items } = await place.store.listMatches('gate', { limit: 10 });
    expect(items).toMatchObject([{ imageId: IMAGE_ID, version: 'v1' }]);
  });

  it('of a known version does nothing', async () => {
    const place = openPlace();
    await place.scan(showing('WAY OUT'));
    place.engineOutage.begin('detector-unavailable');
    expect(await place.scan(showing('WAY OUT'))).toMatchObject({ kind: 'known' });
    expect(place.sent()).toHaveLength(2);
  });

  it('of an older version than is known leaves the newer', async () => {
    const place = openPlace();
    await place.scan(showing('WAY OUT', NEWER));
    const report = await place.scan(showing('WAY IN'));
    expect(report).toMatchObject({ kind: 'stale', result: { version: 'v2' } });
  });

  it('is busy while somebody else scans this version', async () => {
    const place = openPlace();
    const leaseUntil = place.now() + 500;
    await place.store.claim(OLDER, { owner: 'you', now: place.now(), leaseUntil });
    expect(await place.scan(showing('WAY OUT'))).toEqual({ kind: 'busy', leaseUntil });
  });

  it('is telling while somebody else tells of this version', async () => {
    const place = openPlace();
    place.outage.begin('notifier-unavailable');
    await expect(place.scan(showing('WAY OUT'))).rejects.toThrow();
    place.outage.end();
    const heldUntil = place.now() + 500;
    await place.store.takePending(IMAGE_ID, { now: place.now(), heldUntil });
    const report = await place.scan(showing('WAY OUT'));
    expect(report).toMatchObject({ kind: 'notifying', leaseUntil: heldUntil });
    expect(place.sent()).toEqual([]);
  });
});

describe('a scan of what is known', () => {
  it('is done again when it is asked to, and tells nothing twice', async () => {
    const place = openPlace();
    await place.scan(showing('WAY OUT'));
    const report = await place.scan({ ...showing('WAY OUT'), again: 'always' });
    expect(report).toMatchObject({ kind: 'scanned', result: { attempts: 2 } });
    expect(place.sent()).toHaveLength(2);
  });

  it('is done again when the rules changed, and tells what is new', async () => {
    const place = openPlace();
    const again = { ...showing('WAY OUT'), again: 'when-rules-changed' } as const;
    await place.scan(again);
    expect(await place.scan(again)).toMatchObject({ kind: 'known' });
    place.watchlists.inForce = new InMemoryWatchlist({ gate: 'OUT', road: 'WAY' });
    expect(await place.scan(again)).toMatchObject({ kind: 'scanned' });
    const rules = place.notifier.sent.map((sent) => sent.rules.map(({ ruleId }) => ruleId));
    expect(rules).toEqual([['gate'], ['gate'], ['road'], ['road']]);
  });

  it('is not done again for other rules when there is no text to match', async () => {
    const place = openPlace();
    await place.scan(showing(NOT_AN_IMAGE));
    place.watchlists.inForce = new InMemoryWatchlist({ road: 'WAY' });
    const report = await place.scan({ ...showing(NOT_AN_IMAGE), again: 'when-rules-changed' });
    expect(report).toMatchObject({ kind: 'known', result: { status: 'UNSUPPORTED' } });
  });
});

describe('a scan that cannot read the image', () => {
  it.each([
    ['image-unsupported', 'UNSUPPORTED'],
    ['image-gone', 'GONE'],
  ] as const)('for good (%s) is concluded as %s, with the reason', async (code, status) => {
    const place = openPlace();
    const report = await place.scan({ upload: OLDER, image: imageThatFails(code) });
    expect(report).toMatchObject({ kind: 'scanned', result: { status } });
    expect(resultIn(report).result.reason).toBe('The bytes of this sample image never come.');
    expect(place.sent()).toEqual(['log failed']);
  });

  it.each([
    'source-unavailable',
    'image-unreadable',
    'detector-unavailable',
    'detector-misconfigured',
  ] as const)('for now (%s) fails with it and is kept as FAILED', async (code) => {
    const place = openPlace();
    const scan = place.scan({ upload: OLDER, image: imageThatFails(code) });
    await expect(scan).rejects.toMatchObject({ code });
    expect(await place.store.find(IMAGE_ID)).toMatchObject({ status: 'FAILED' });
    expect(place.sent()).toEqual([]);
    expect(await place.scan(showing('WAY OUT'))).toMatchObject({ kind: 'scanned' });
  });

  it('tells so, once, when nobody will try again', async () => {
    const place = openPlace();
    const request = {
      upload: OLDER,
      image: imageThatFails('source-unavailable'),
      lastAttempt: true,
    };
    await expect(place.scan(request)).rejects.toMatchObject({ code: 'source-unavailable' });
    await expect(place.scan(request)).rejects.toMatchObject({ code: 'source-unavailable' });
    expect(place.sent()).toEqual(['log failed']);
  });

  it('tells of the matches when it can be read after all', async () => {
    const place = openPlace();
    const request = {
      upload: OLDER,
      image: imageThatFails('source-unavailable'),
      lastAttempt: true,
    };
    await expect(place.scan(request)).rejects.toThrow();
    await place.scan(showing('WAY OUT'));
    expect(place.sent()).toEqual(['log failed', 'mail matched', 'log matched']);
  });

  it('keeps no word of what a stranger threw', async () => {
    const place = openPlace();
    const read = () => Promise.reject(new Error('saw CANARY'));
    const scan = place.scan({ upload: OLDER, image: { address: OLDER.address, read } });
    await expect(scan).rejects.toThrow('saw CANARY');
    const { reason } = (await place.store.find(IMAGE_ID)) ?? {};
    expect(reason).toBe('unexpected failure');
  });

  it('fails with why it could not be read, also when that cannot be kept', async () => {
    const place = openPlace();
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const store = override<ResultStore>(place.store, {
      fail: (_imageId: string, _owner: string, _failure: Failure) => Promise.reject(full),
    });
    const image = imageThatFails('detector-misconfigured');
    const scan = place.scan({ upload: OLDER, image }, { store });
    await expect(scan).rejects.toMatchObject({
      code: 'detector-misconfigured',
      cause: { errors: [{ code: 'detector-misconfigured' }, full] },
    });
  });

  it('fails with why it could not be read, also when that cannot be told', async () => {
    const place = openPlace();
    place.outage.begin('notifier-unavailable');
    const image = imageThatFails('source-unavailable');
    const scan = place.scan({ upload: OLDER, image, lastAttempt: true });
    await expect(scan).rejects.toMatchObject({
      code: 'source-unavailable',
      cause: { errors: [{ code: 'source-unavailable' }, { code: 'notifier-unavailable' }] },
    });
    expect((await place.store.find(IMAGE_ID))?.pending).toHaveLength(1);
  });
});

describe('a scan whose claim was taken over before it could commit', () => {
  const takenOver = (meanwhile: (store: ResultStore, now: number) => Promise<unknown>) => {
    const place = openPlace();
    const store = override<ResultStore>(place.store, {
      async commit(...commit) {
        await meanwhile(place.store, place.now());
        return place.store.commit(...commit);
      },
    });
    return place.scan(showing('WAY OUT'), { store });
  };

  it('is stale when something newer came', async () => {
    const report = await takenOver((store, now) =>
      store.claim(NEWER, { owner: 'you', now, leaseUntil: now + LEASE_MS }),
    );
    expect(report).toMatchObject({ kind: 'stale', result: { version: 'v2' } });
  });

  it('is busy when somebody else scans this version now', async () => {
    const report = await takenOver((store, now) =>
      store.claim(OLDER, { owner: 'you', now: now + LEASE_MS, leaseUntil: now + 2 * LEASE_MS }),
    );
    expect(report).toMatchObject({ kind: 'busy' });
  });

  it('leaves what its own lost commit had taken until that is free again', async () => {
    const place = openPlace();
    const store = override<ResultStore>(place.store, {
      async commit(...commit) {
        await place.store.commit(...commit);
        return place.store.commit(...commit);
      },
    });
    const report = await place.scan(showing('WAY OUT'), { store });
    expect(report).toMatchObject({ kind: 'notifying', result: { status: 'MATCHED' } });
    expect(place.sent()).toEqual([]);
    const { leaseUntil } = report as Extract<ScanReport, { kind: 'notifying' }>;
    const later = await place.scan(showing('WAY OUT'), { clock: () => leaseUntil });
    expect(later).toMatchObject({ kind: 'known', result: { status: 'MATCHED', pending: [] } });
    expect(place.sent()).toHaveLength(2);
  });

  it('fails when somebody else took over and failed', async () => {
    const scan = takenOver(async (store, now) => {
      const claim = { owner: 'you', now: now + LEASE_MS, leaseUntil: now + 2 * LEASE_MS };
      await store.claim(OLDER, claim);
      await store.fail(IMAGE_ID, 'you', { reason: 'x', notifications: [], notified: [], now });
    });
    await expect(scan).rejects.toMatchObject({ code: 'claim-lost' });
  });
});

describe('notifying', () => {
  it('tries every channel before it fails, and keeps what nobody heard', async () => {
    const place = openPlace(['mail']);
    await expect(place.scan(showing('WAY OUT'))).rejects.toMatchObject({
      code: 'notifier-unavailable',
    });
    expect(place.sent()).toEqual(['log matched']);
    const result = await place.store.find(IMAGE_ID);
    expect(result).toMatchObject({ status: 'MATCHED', pending: [{ channel: 'mail' }] });
  });

  it('fails with every failure when several channels do', async () => {
    const place = openPlace(['mail', 'log']);
    await expect(place.scan(showing('WAY OUT'))).rejects.toMatchObject({
      code: 'notifier-unavailable',
      cause: { errors: [{ code: 'notifier-unavailable' }, { code: 'notifier-unavailable' }] },
    });
  });

  it('gives back what it had taken when the history cannot be written', async () => {
    const place = openPlace();
    const full = new GlyphwatchError('store-unavailable', 'The disk is full.');
    const store = override<ResultStore>(place.store, {
      recordMatches: () => Promise.reject(full),
    });
    await expect(place.scan(showing('WAY OUT'), { store })).rejects.toBe(full);
    expect(place.sent()).toEqual([]);
    const lease = { now: place.now(), heldUntil: place.now() + 500 };
    expect(await place.store.takePending(IMAGE_ID, lease)).toHaveLength(2);
  });

  it('does not wait for messages about older versions that another process is telling', async () => {
    const place = openPlace(['log']);
    await expect(place.scan(showing('WAY OUT'))).rejects.toMatchObject({
      code: 'notifier-unavailable',
    });
    await place.store.takePending(IMAGE_ID, { now: place.now(), heldUntil: place.now() + 500 });
    const report = await place.scan(showing('WAY IN', NEWER));
    expect(report).toMatchObject({ kind: 'scanned', result: { version: 'v2' } });
    expect(resultIn(report).result.pending).toMatchObject([{ channel: 'log', version: 'v1' }]);
  });

  it('is finished by the next delivery, at once', async () => {
    const place = openPlace();
    place.outage.begin('notifier-unavailable');
    await expect(place.scan(showing('WAY OUT'))).rejects.toThrow();
    place.outage.end();
    const report = await place.scan(showing('WAY OUT'));
    expect(report).toMatchObject({ kind: 'known', result: { pending: [] } });
    expect(place.sent()).toEqual(['mail matched', 'log matched']);
  });
});

function showing(text: string, upload: Upload = OLDER): ScanRequest {
  const read = async () => new TextEncoder().encode(text);
  return { upload, image: { address: upload.address, read } };
}

function resultIn(report: ScanReport) {
  if (report.kind === 'busy') throw new Error('somebody else is busy with it');
  return report;
}

/** `silent` channels are down. */
function openPlace(silent: readonly string[] = []) {
  const now = 1_760_000_000_000;
  const outage = new Outage();
  const engineOutage = new Outage();
  const notifier = new InMemoryNotifier();
  const store = new InMemoryResultStore();
  const watchlists = new InMemoryWatchlistSource(new InMemoryWatchlist({ gate: 'OUT' }));
  const down = new Outage();
  down.begin('notifier-unavailable');
  const channel = (name: string, ...receives: NotificationKind[]): NotifiedChannel => ({
    name,
    receives: new Set(receives),
    isDefault: true,
    notifier: silent.includes(name) ? down.reach(notifier) : outage.reach(notifier),
  });
  const parts: ScanParts = {
    detector: engineOutage.reach(new InMemoryTextDetector()),
    store,
    watchlists,
    channels: [channel('mail', 'matched'), channel('log', 'matched', 'failed')],
    clock: () => now,
    ids: new CountingIds(),
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
    sent: () => notifier.sent.map(({ channel: name, kind }) => `${name} ${kind}`),
  };
}
