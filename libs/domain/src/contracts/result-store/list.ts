import {
  imageIdOf,
  type Commit,
  type Result,
  type ResultStore,
  type ScanOutcome,
  type Upload,
} from '../../index.ts';
import { failureOf } from '../failure.ts';
import {
  sampleDetection,
  sampleNotification,
  sampleOutcome,
  sampleRecord,
  sampleRuleMatch,
  sampleUpload,
  unique,
  uniqueTime,
} from '../samples.ts';
import { allPages } from './all-pages.ts';
import { commitOf, LEASE_MS, resultStoreContract } from './subject.ts';

/** Several images of one bucket, in a stretch of time that no other test uses. */
class Shelf {
  readonly store: ResultStore;
  readonly start = uniqueTime();
  readonly bucket = unique('bucket');

  constructor(store: ResultStore) {
    this.store = store;
  }

  upload(key: string, changes: Partial<Upload> = {}): Upload {
    const address = { bucket: this.bucket, key };
    return sampleUpload({ address, sequencer: '01', uploadedAt: this.start, ...changes });
  }

  /** `at` is when it was committed, in milliseconds after the start. */
  async conclude(upload: Upload, at: number, changes: Partial<Commit> = {}): Promise<void> {
    const owner = unique('owner');
    const now = this.start + at;
    await this.store.claim(upload, { owner, now, leaseUntil: now + LEASE_MS });
    await this.store.commit(imageIdOf(upload.address), owner, commitOf({ now, ...changes }));
  }

  async put(key: string, at: number, outcome: Partial<ScanOutcome> = {}): Promise<void> {
    await this.conclude(this.upload(key), at, { outcome: sampleOutcome(outcome) });
  }

  /** Keys of the images in the period of this test. */
  async keys(query: object = {}, limit = 100): Promise<string[]> {
    const period = { since: this.start, until: this.start + 900 };
    return keysOf((await this.store.list({ ...period, limit, ...query })).items);
  }

  async pendingKeys(before: number): Promise<string[]> {
    const pending = await this.store.listPending(this.start + before, 1000);
    return keysOf(pending.filter(({ address }) => address.bucket === this.bucket));
  }
}

const promise = (title: string, check: (shelf: Shelf) => Promise<void>): void =>
  resultStoreContract.promise(title, ({ store }) => check(new Shelf(store)));

promise('lists nothing for a time in which nothing happened', async ({ store, start }) => {
  const nothing = await store.list({ since: start, until: start + 900, limit: 10 });
  expect(nothing).toEqual({ items: [] });
});

promise('lists whole results, last changed first', async (shelf) => {
  await shelf.put('b', 20);
  await shelf.put('c', 30);
  await shelf.put('a', 10);
  expect(await shelf.keys()).toEqual(['c', 'b', 'a']);
  const { items } = await shelf.store.list({ since: shelf.start + 30, limit: 1 });
  expect(items).toEqual([await shelf.store.find(`${shelf.bucket}/c`)]);
});

promise('lists an image once, where it was last changed', async (shelf) => {
  await shelf.put('a', 10);
  await shelf.put('b', 20);
  await shelf.conclude(shelf.upload('a', { sequencer: '02', version: 'v2' }), 30);
  expect(await shelf.keys()).toEqual(['a', 'b']);
  expect(await shelf.keys({ until: shelf.start + 25 })).toEqual(['b']);
});

promise('lists the results of a period, both ends included', async (shelf) => {
  for (const at of [1, 2, 3, 4]) await shelf.put(`${at}`, at);
  expect(await shelf.keys({ since: shelf.start + 2, until: shelf.start + 3 })).toEqual(['3', '2']);
});

promise('lists by status', async (shelf) => {
  await shelf.put('matched', 10);
  await shelf.put('empty', 20, { status: 'NO_TEXT', ruleMatches: [] });
  await shelf.store.markGone(shelf.upload('gone'), shelf.start + 30);
  const leaseUntil = shelf.start + LEASE_MS;
  const claim = { owner: unique('owner'), now: shelf.start + 40, leaseUntil };
  await shelf.store.claim(shelf.upload('running'), claim);
  expect(await shelf.keys({ status: 'MATCHED' })).toEqual(['matched']);
  expect(await shelf.keys({ status: 'NO_TEXT' })).toEqual(['empty']);
  expect(await shelf.keys({ status: 'GONE' })).toEqual(['gone']);
  expect(await shelf.keys({ status: 'PROCESSING' })).toEqual(['running']);
  expect(await shelf.keys({ status: 'FAILED' })).toEqual([]);
});

promise('lists by status what changed its status', async (shelf) => {
  await shelf.put('a', 10);
  const upload = shelf.upload('a', { sequencer: '02', version: 'v2' });
  const outcome = sampleOutcome({ status: 'NO_MATCH', ruleMatches: [] });
  await shelf.conclude(upload, 20, { outcome });
  expect(await shelf.keys({ status: 'MATCHED' })).toEqual([]);
  expect(await shelf.keys({ status: 'NO_MATCH' })).toEqual(['a']);
});

promise('lists by rule the images whose newest version it matched', async (shelf) => {
  const ruleId = unique('rule');
  const ruleMatches = [sampleRuleMatch(), sampleRuleMatch({ ruleId })];
  const outcome = sampleOutcome({ ruleMatches });
  await shelf.conclude(shelf.upload('old', { uploadedAt: shelf.start + 1 }), 90, { outcome });
  await shelf.conclude(shelf.upload('new', { uploadedAt: shelf.start + 2 }), 80, { outcome });
  await shelf.conclude(shelf.upload('was'), 70, { outcome });
  await shelf.put('other', 60);
  await shelf.conclude(shelf.upload('was', { sequencer: '02', version: 'v2' }), 99);
  expect(await shelf.keys({ ruleId })).toEqual(['new', 'old']);
  expect(await shelf.keys({ ruleId, since: shelf.start + 2 })).toEqual(['new']);
  expect(await shelf.keys({ ruleId, until: shelf.start + 1 })).toEqual(['old']);
  expect(await shelf.keys({ ruleId, status: 'MATCHED' })).toEqual(['new', 'old']);
  expect(await shelf.keys({ ruleId, status: 'NO_MATCH' })).toEqual([]);
  expect(await shelf.keys({ ruleId: unique('rule') })).toEqual([]);
});

promise('pages through results without skipping or repeating', async (shelf) => {
  const times = [1, 2, 2, 2, 2, 3, 4];
  for (const [index, at] of times.entries()) await shelf.put(`${index}`, at);
  const period = { since: shelf.start, until: shelf.start + 900 };
  for (const limit of [1, 2, 3, 7, 1000]) {
    const seen = await allPages(limit, (page) => shelf.store.list({ ...period, ...page }));
    expect(seen.map(({ updatedAt }) => updatedAt - shelf.start)).toEqual([4, 3, 2, 2, 2, 2, 1]);
    expect(new Set(keysOf(seen)).size).toBe(times.length);
  }
});

for (const cursor of ['', 'page 2', '{"time":1}', 'WzFd', "0' OR 1=1 --"]) {
  promise(`refuses the cursor ${JSON.stringify(cursor)}, which it did not give`, async (shelf) => {
    await shelf.put('a', 10);
    for (const query of [{}, { status: 'MATCHED' }, { ruleId: unique('rule') }] as const) {
      await failureOf(shelf.store.list({ ...query, limit: 1, cursor }), 'store-misconfigured');
    }
    const history = shelf.store.listMatches(unique('rule'), { limit: 1, cursor });
    await failureOf(history, 'store-misconfigured');
  });
}

promise('pages through the results of a rule and of a status', async (shelf) => {
  const ruleId = unique('rule');
  const outcome = sampleOutcome({ ruleMatches: [sampleRuleMatch({ ruleId })] });
  for (const [key, at] of ['a', 'b', 'c', 'd', 'e'].entries()) {
    const uploadedAt = shelf.start + Math.floor(key / 2);
    await shelf.conclude(shelf.upload(at, { uploadedAt }), key, { outcome });
    await shelf.put(`not-${at}`, key, { status: 'NO_MATCH', ruleMatches: [] });
  }
  const period = { since: shelf.start, until: shelf.start + 900 };
  for (const wanted of [{ ruleId }, { status: 'MATCHED' as const }]) {
    const query = { ...period, ...wanted };
    const seen = await allPages(2, (page) => shelf.store.list({ ...query, ...page }));
    expect(keysOf(seen).sort()).toEqual(['a', 'b', 'c', 'd', 'e']);
  }
});

promise('neither repeats nor circles when results change between pages', async (shelf) => {
  for (const at of [1, 2, 3, 4, 5, 6]) await shelf.put(`${at}`, at);
  const period = { since: shelf.start, until: shelf.start + 6 };
  let turned = 0;
  const seen = await allPages(2, async (page) => {
    const result = await shelf.store.list({ ...period, ...page });
    turned += 1;
    for (const { address, sequencer } of result.items) {
      const newer = { sequencer: `${sequencer}${turned}` };
      await shelf.conclude(shelf.upload(address.key, newer), 100 + turned);
    }
    return result;
  });
  expect(keysOf(seen)).toEqual(['6', '5', '4', '3', '2', '1']);
});

promise('finds the results that show all words, or says it cannot', async (shelf) => {
  const showing = (text: string) => ({ detection: sampleDetection(text) });
  const [word, other] = [unique('w').replaceAll('-', ''), unique('v').replaceAll('-', '')];
  await shelf.put('both', 10, showing(`KEEP ${word}\nAND ${other} TOO`));
  await shelf.put('one', 20, showing(`Only ${word.toUpperCase()}!`));
  if (!shelf.store.canSearch) {
    await failureOf(shelf.keys({ text: word }), 'store-misconfigured');
    return;
  }
  expect(await shelf.keys({ text: word })).toEqual(['one', 'both']);
  expect(await shelf.keys({ text: word.slice(0, -1) })).toEqual([]);
  expect(await shelf.keys({ text: `${other} ${word}` })).toEqual(['both']);
  expect(await shelf.keys({ text: `${word} ${unique('x')}` })).toEqual([]);
  expect(await shelf.keys({ text: word, status: 'NO_MATCH' })).toEqual([]);
  const first = { since: shelf.start, text: word, limit: 1 };
  const seen = await allPages(1, (page) => shelf.store.list({ ...first, ...page }));
  expect(keysOf(seen)).toEqual(['one', 'both']);
});

promise('searches what images show now, with any character in the question', async (shelf) => {
  const word = unique('w').replaceAll('-', '');
  const outcome = sampleOutcome({ detection: sampleDetection(`SEE ${word}`) });
  await shelf.conclude(shelf.upload('overwritten'), 10, { outcome });
  await shelf.conclude(shelf.upload('overwritten', { sequencer: '02', version: 'v2' }), 20);
  await shelf.conclude(shelf.upload('deleted'), 10, { outcome });
  await shelf.store.markGone(shelf.upload('deleted', { sequencer: '02' }), shelf.start + 20);
  await shelf.conclude(shelf.upload('kept'), 10, { outcome });
  if (!shelf.store.canSearch) {
    await failureOf(shelf.keys({ text: word }), 'store-misconfigured');
    return;
  }
  expect(await shelf.keys({ text: word })).toEqual(['kept']);
  expect(await shelf.keys({ text: `(${word})` })).toEqual(['kept']);
  for (const text of ['"', "'", '(', 'NEAR(', 'a*', '-', 'a:b', 'AND', 'OR NOT', '%', '\u0000']) {
    expect(Array.isArray(await shelf.keys({ text: `${text} ${word}x` }))).toBe(true);
  }
});

promise('lists what is pending or unrecorded, oldest first', async (shelf) => {
  const notifications = [sampleNotification()];
  await shelf.conclude(shelf.upload('third'), 30, { notifications });
  await shelf.conclude(shelf.upload('first'), 10, { notifications: [sampleNotification()] });
  await shelf.conclude(shelf.upload('second'), 20, { records: [sampleRecord()] });
  await shelf.put('nothing', 15);
  expect(await shelf.pendingKeys(40)).toEqual(['first', 'second', 'third']);
  expect(await shelf.pendingKeys(30)).toEqual(['first', 'second']);
  expect(await shelf.pendingKeys(10)).toEqual([]);
});

promise('leaves out those that have waited least when the list is full', async (shelf) => {
  for (const [key, at] of Object.entries({ second: 20, third: 30, first: 10 })) {
    await shelf.conclude(shelf.upload(key), at, { notifications: [sampleNotification()] });
  }
  const before = shelf.start + 40;
  const all = await shelf.store.listPending(before, 1000);
  for (const limit of [1, 2]) {
    const list = await shelf.store.listPending(before, limit);
    expect(keysOf(list)).toEqual(keysOf(all.slice(0, limit)));
  }
});

promise('counts the wait from the earliest of what is pending or unrecorded', async (shelf) => {
  const { store, start } = shelf;
  const held = { now: start + 5, heldUntil: start + 60 };
  for (const [key, announced] of Object.entries({
    message: { notifications: [sampleNotification()] },
    record: { records: [sampleRecord()] },
  })) {
    const upload = shelf.upload(key);
    await shelf.conclude(upload, 1, { notifications: [sampleNotification()] });
    await store.takePending(imageIdOf(upload.address), held);
    const newer = shelf.upload(key, { sequencer: '02', version: 'v2' });
    await shelf.conclude(newer, key === 'message' ? 30 : 10, announced);
  }
  await shelf.conclude(shelf.upload('between'), 20, { records: [sampleRecord()] });
  expect(await shelf.pendingKeys(50)).toEqual(['record', 'between', 'message']);
});

promise('lists as pending also what a failure or an older version left', async (shelf) => {
  const { store, start } = shelf;
  const leaseUntil = start + LEASE_MS;
  const failed = shelf.upload('failed');
  await store.claim(failed, { owner: 'me', now: start, leaseUntil });
  const sent = { notifications: [sampleNotification()], notified: [] };
  await store.fail(imageIdOf(failed.address), 'me', { ...sent, reason: 'down', now: start + 1 });
  await shelf.conclude(shelf.upload('newer'), 2, { notifications: [sampleNotification()] });
  const newer = shelf.upload('newer', { sequencer: '02', version: 'v2' });
  await store.claim(newer, { owner: 'me', now: start + 3, leaseUntil });
  await shelf.conclude(shelf.upload('gone'), 4, { records: [sampleRecord()] });
  await store.markGone(shelf.upload('gone', { sequencer: '02' }), start + 5);
  expect(await shelf.pendingKeys(40)).toEqual(['failed', 'newer', 'gone']);
});

promise('lists what was given back last, and what is held when it is free', async (shelf) => {
  const { store, start } = shelf;
  const ids = new Map<string, string>();
  for (const [at, key] of ['failing', 'dead', 'waiting'].entries()) {
    const notification = sampleNotification();
    await shelf.conclude(shelf.upload(key), at, { notifications: [notification] });
    ids.set(key, notification.id);
  }
  const held = { now: start + 10, heldUntil: start + 30 };
  for (const key of ['failing', 'dead']) await store.takePending(`${shelf.bucket}/${key}`, held);
  const given = { ...held, now: start + 20 };
  await store.giveBackPending(`${shelf.bucket}/failing`, ids.get('failing') ?? '', given);
  expect(await shelf.pendingKeys(20)).toEqual(['waiting']);
  expect(await shelf.pendingKeys(30)).toEqual(['waiting', 'failing']);
  expect(await shelf.pendingKeys(40)).toEqual(['waiting', 'failing', 'dead']);
});

promise('no longer lists what was told and recorded', async (shelf) => {
  const { store } = shelf;
  const [notification, record] = [sampleNotification(), sampleRecord()];
  const upload = shelf.upload('a');
  await shelf.conclude(upload, 10, { notifications: [notification], records: [record] });
  await store.clear(imageIdOf(upload.address), { sent: [notification.id] });
  expect(await shelf.pendingKeys(40)).toEqual(['a']);
  await store.clear(imageIdOf(upload.address), { recorded: [record.id] });
  expect(await shelf.pendingKeys(40)).toEqual([]);
});

function keysOf(results: readonly Result[]): string[] {
  return results.map(({ address }) => address.key);
}
