import type { Judgement, MatchRecord, Verdict } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { type LookingSubject, Wall } from './looking/subject.ts';
import { allPages } from './result-store/all-pages.ts';
import { sampleDelivery, sampleDetection, sampleMatch, sampleRecord, unique } from './samples.ts';

export const alertReviewsContract = new Contract<LookingSubject>();

export function describeAlertReviewsContract(
  name: string,
  open: () => Promise<LookingSubject>,
  options?: ContractOptions<LookingSubject>,
): void {
  alertReviewsContract.describe(name, open, options);
}

function promise(title: string, check: (wall: Wall) => Promise<void>): void {
  alertReviewsContract.promise(title, (subject) => check(new Wall(subject)));
}

/** The year 1999: before anything that other tests store. */
const OLD = 915_148_800_000;

let lastAt = 1_000;
const judgement = (verdict: Verdict, changes: Partial<Judgement> = {}) => ({
  ...{ at: ++lastAt, by: 'ann', verdict },
  ...changes,
});

async function alertOf(wall: Wall, id: string) {
  const { items } = await wall.reviews.list({ ids: [id], limit: 2 });
  return items[0];
}

const finding = (...fingerprints: readonly string[]) => ({
  matches: fingerprints.map((fingerprint) => sampleMatch({ fingerprint })),
});

promise('has a new alert for each record of the history', async (wall) => {
  const record = await wall.alert('a', 1);
  const expected = { id: record.id, revision: 0, verdict: 'new', record, isBesideSecrets: false };
  expect(await alertOf(wall, record.id)).toEqual(expected);
  expect(await wall.reviews.history(record.id)).toEqual([]);
  await wall.store.delete(record.imageId, { now: wall.start + 99, evenIfWaiting: true });
  expect(await alertOf(wall, record.id)).toBeUndefined();
});

promise('gives any verdict after any, and keeps who, when and why', async (wall) => {
  const { id } = await wall.alert('a', 1);
  const given = (['confirmed', 'resolved', 'false-alarm', 'new'] as const).map((verdict, at) =>
    judgement(verdict, at === 1 ? { note: 'belt\nstopped "ü"', by: 'bo' } : {}),
  );
  for (const [revision, one] of given.entries()) {
    expect(await wall.reviews.judge([{ id, revision }], one)).toEqual({ overtaken: [] });
    const { verdict } = one;
    const judged = { id, revision: revision + 1, verdict, judged: one };
    expect(await alertOf(wall, id)).toMatchObject(judged);
  }
  expect(await wall.reviews.history(id)).toEqual(given.toReversed());
});

promise('forgets verdicts with the history, but not of what is held', async (wall) => {
  const by = judgement('false-alarm', { note: 'only the boss' });
  const judged = async (key: string, at: number) => {
    const record = await wall.alert(key, at, { ruleId: unique('rule') });
    await wall.reviews.judge([{ id: record.id, revision: 0 }], by);
    return record;
  };
  const left = async (records: readonly MatchRecord[]) =>
    Promise.all(records.map(async ({ id }) => (await wall.reviews.history(id)).length));
  const [forgotten, purged, kept] = [
    await judged('a', 1),
    await judged('b', 2),
    await judged('c', 3),
  ];
  const deletion = { now: wall.start + 99, evenIfWaiting: true };
  await wall.store.delete(forgotten.imageId, deletion);
  await wall.store.delete(purged.imageId, { ...deletion, purgeBefore: wall.start + 50 });
  const textOnly = { purgeBefore: wall.start + 50, leaveHistory: true };
  await wall.store.delete(kept.imageId, { ...deletion, ...textOnly });
  expect(await left([forgotten, purged, kept])).toEqual([0, 0, 1]);
  expect(await wall.reviews.list({ ids: [forgotten.id, purged.id], limit: 9 })).toEqual({
    items: [],
  });

  const [old, held] = [
    await judged('old', OLD - wall.start),
    await judged('held', OLD - wall.start),
  ];
  const hold = {
    id: unique('h'),
    of: 'rule',
    value: held.ruleId,
    since: 1,
    by: 'ann',
    why: 'x',
  } as const;
  await wall.store.hold(hold);
  for (let isDone = false; !isDone;) ({ isDone } = await wall.store.purgeMatches(OLD + 1, 100));
  await wall.store.delete(held.imageId, deletion);
  expect(await left([old, held])).toEqual([0, 1]);
  await wall.store.endHold(hold.id);
  await wall.store.delete(held.imageId, deletion);
  expect(await left([held])).toEqual([0]);
});

promise('leaves alone what somebody else judged meanwhile, and says so', async (wall) => {
  const [one, other] = [await wall.alert('a', 1), await wall.alert('b', 2)];
  const seen = [one, other].map(({ id }) => ({ id, revision: 0 }));
  await wall.reviews.judge(seen.slice(0, 1), judgement('confirmed', { by: 'bo' }));
  const unknown = { id: unique('id'), revision: 0 };
  const late = await wall.reviews.judge([...seen, unknown], judgement('false-alarm'));
  expect([...late.overtaken].sort()).toEqual([one.id, unknown.id].sort());
  expect(await alertOf(wall, one.id)).toMatchObject({ verdict: 'confirmed', revision: 1 });
  expect(await alertOf(wall, other.id)).toMatchObject({ verdict: 'false-alarm', revision: 1 });
});

promise('gives one of many simultaneous verdicts', async (wall) => {
  const { id } = await wall.alert('a', 1);
  const answers = await Promise.all(
    Array.from({ length: 6 }, (_, n) =>
      wall.reviews.judge([{ id, revision: 0 }], judgement('confirmed', { by: `p${n}` })),
    ),
  );
  expect(answers.filter(({ overtaken }) => overtaken.length === 0)).toHaveLength(1);
  expect(await wall.reviews.history(id)).toHaveLength(1);
});

promise('judges once when the same judgement is repeated', async (wall) => {
  const { id } = await wall.alert('a', 1);
  const same = judgement('resolved');
  for (let time = 0; time < 2; time += 1)
    expect(await wall.reviews.judge([{ id, revision: 0 }], same)).toEqual({ overtaken: [] });
  expect(await wall.reviews.history(id)).toEqual([same]);
  expect(await alertOf(wall, id)).toMatchObject({ revision: 1 });
});

promise('judges many alerts at once', async (wall) => {
  const records: MatchRecord[] = [];
  for (let at = 0; at < 5; at += 1) records.push(await wall.alert(`${at}`, at));
  const all = records.map(({ id }) => ({ id, revision: 0 }));
  expect(await wall.reviews.judge(all, judgement('false-alarm'))).toEqual({ overtaken: [] });
  expect(await wall.alerts({ verdict: 'false-alarm' })).toHaveLength(5);
  expect(await wall.reviews.judge([], judgement('new'))).toEqual({ overtaken: [] });
});

promise('keeps the verdict when a record is recorded again', async (wall) => {
  const record = await wall.alert('a', 1);
  await wall.reviews.judge([{ id: record.id, revision: 0 }], judgement('confirmed'));
  const improved = { ...record, description: 'said better' };
  await wall.store.recordMatches(record.imageId, [improved]);
  const kept = { verdict: 'confirmed', revision: 1, record: improved };
  expect(await alertOf(wall, record.id)).toMatchObject(kept);
});

promise('shows of each rule and image version what was recorded last', async (wall) => {
  const record = await wall.alert('a', 1, finding('f1'));
  const edited = { ...record, id: unique('record'), ruleVersion: 'r2' };
  await wall.store.recordMatches(record.imageId, [edited]);
  const newer = { ...record, id: unique('record'), version: 'v2' };
  await wall.store.recordMatches(record.imageId, [newer]);
  expect((await wall.alerts()).sort()).toEqual([edited.id, newer.id].sort());
});

promise('lets a record inherit when all that it found was judged alike', async (wall) => {
  const first = await wall.alert('a', 1, finding('f1', 'f2'));
  const given = judgement('false-alarm', { note: 'the sign of the shop' });
  await wall.reviews.judge([{ id: first.id, revision: 0 }], given);
  const again = async (...fingerprints: readonly string[]) => {
    const more = { ...first, ...finding(...fingerprints), id: unique('record') };
    await wall.store.recordMatches(first.imageId, [more]);
    return more.id;
  };
  const fewer = await again('f2');
  const judged = { ...given, inheritedFrom: first.id };
  expect(await alertOf(wall, fewer)).toMatchObject({ verdict: 'false-alarm', judged });
  expect(await wall.reviews.history(fewer)).toEqual([judged]);
  expect(await wall.alerts({ verdict: 'false-alarm' })).toEqual([fewer]);
  expect(await alertOf(wall, await again('f2', 'f3'))).toMatchObject({ verdict: 'new' });
});

promise(
  'lets nothing inherit across rules, versions, images or different verdicts',
  async (wall) => {
    const first = await wall.alert('a', 1, finding('f1'));
    await wall.reviews.judge([{ id: first.id, revision: 0 }], judgement('confirmed'));
    const verdictOf = async (changes: Partial<MatchRecord>) => {
      const more = { ...first, id: unique('record'), ...changes };
      await wall.store.recordMatches(more.imageId, [more]);
      return (await alertOf(wall, more.id))?.verdict;
    };
    expect(await verdictOf({ ruleId: unique('rule') })).toBe('new');
    expect(await verdictOf({ version: 'v2' })).toBe('new');
    expect(await verdictOf({ imageId: wall.idOf('b') })).toBe('new');
    const second = { ...first, ...finding('f2'), id: unique('record') };
    await wall.store.recordMatches(first.imageId, [second]);
    await wall.reviews.judge([{ id: second.id, revision: 0 }], judgement('false-alarm'));
    expect(await verdictOf(finding('f1', 'f2'))).toBe('new');
  },
);

promise('lets nothing inherit a verdict that was taken back', async (wall) => {
  const first = await wall.alert('a', 1, finding('f1'));
  await wall.reviews.judge([{ id: first.id, revision: 0 }], judgement('confirmed'));
  await wall.reviews.judge([{ id: first.id, revision: 1 }], judgement('new'));
  const more = { ...first, id: unique('record') };
  await wall.store.recordMatches(first.imageId, [more]);
  expect(await alertOf(wall, more.id)).toMatchObject({ verdict: 'new', revision: 0 });
});

promise('says which alerts are beside the secret of another rule', async (wall) => {
  const plain = await wall.alert('a', 1);
  const secret = sampleRecord({ sensitive: true }, wall.upload('a', 1));
  await wall.store.recordMatches(secret.imageId, [secret]);
  expect(await alertOf(wall, plain.id)).toMatchObject({ isBesideSecrets: true });
});

promise('lists newest uploads first, page by page', async (wall) => {
  const ids: string[] = [];
  for (const at of [5, 1, 3, 3, 2]) ids.push((await wall.alert(unique('key'), at)).id);
  for (const query of [{}, { verdict: 'new' as const }]) {
    for (const limit of [1, 2, 100]) {
      const seen = await allPages(limit, (page) =>
        wall.reviews.list({ ...wall.own, ...query, ...page }),
      );
      const times = seen.map(({ record }) => record.uploadedAt - wall.start);
      expect(times).toEqual([5, 3, 3, 2, 1]);
      expect(seen.map(({ id }) => id).sort()).toEqual([...ids].sort());
    }
  }
});

promise('finds alerts by verdict, rule, severity, image and time', async (wall) => {
  const low = await wall.alert('in/low', 1, { severity: 'low' });
  const high = await wall.alert('out/high', 2, { severity: 'high' });
  await wall.reviews.judge([{ id: high.id, revision: 0 }], judgement('confirmed'));
  expect(await wall.alerts({ verdict: 'new' })).toEqual([low.id]);
  expect(await wall.alerts({ verdict: 'confirmed' })).toEqual([high.id]);
  expect(await wall.alerts({ ruleId: low.ruleId })).toEqual([low.id]);
  expect(await wall.alerts({ severity: 'medium' })).toEqual([high.id]);
  expect(await wall.alerts({ imageId: low.imageId })).toEqual([low.id]);
  expect(await wall.alerts({ ids: [low.id, unique('id')] })).toEqual([low.id]);
  expect(await wall.alerts({ since: wall.start + 2 })).toEqual([high.id]);
  expect(await wall.alerts({ key: 'in/' })).toEqual([low.id]);
  expect(await wall.alerts({ verdict: 'confirmed', key: 'in/' })).toEqual([]);
  if (!wall.queries.can.includes('count')) return;
  expect(await wall.reviews.count(wall.own)).toEqual({ n: 2, more: false });
  expect(await wall.reviews.count({ ...wall.own, verdict: 'new' })).toMatchObject({ n: 1 });
});

promise('asks text and status of the image as it is now', async (wall) => {
  const word = unique('w').replaceAll('-', '');
  const shown = await wall.alert('a', 1, {}, { detection: sampleDetection(`SEE ${word}`) });
  await wall.alert('b', 2);
  if (wall.queries.can.includes('text')) {
    expect(await wall.alerts({ text: word })).toEqual([shown.id]);
    expect(await wall.alerts({ fragments: [word.slice(1)], status: 'MATCHED' })).toEqual([
      shown.id,
    ]);
  }
  await wall.store.markGone({ ...wall.upload('a', 1), sequencer: '02' }, wall.start + 9);
  expect(await wall.alerts({ status: 'GONE' })).toEqual([shown.id]);
});

promise('names the images before and after one', async (wall) => {
  if (!wall.queries.can.includes('neighbours')) return;
  for (const [at, key] of ['a', 'b', 'c'].entries()) await wall.alert(key, at);
  const more = sampleRecord({}, wall.upload('b', 1));
  await wall.store.recordMatches(more.imageId, [more]);
  const around = (key: string, at: number, query: object = {}) =>
    wall.reviews.neighbours(
      { ...wall.own, ...query },
      { imageId: wall.idOf(key), uploadedAt: wall.start + at },
    );
  expect(await around('b', 1)).toEqual({ previous: wall.idOf('c'), next: wall.idOf('a') });
  expect(await around('c', 2)).toEqual({ next: wall.idOf('b') });
  expect(await around('b', 1, { verdict: 'resolved' })).toEqual({});
});

promise('ends reminders once every rule that they are about is judged', async (wall) => {
  const [gate, brand] = [unique('gate'), unique('brand')];
  const one = await wall.alert('a', 1, { ruleId: gate });
  const two = sampleRecord({ ruleId: brand }, wall.upload('a', 1));
  await wall.store.recordMatches(two.imageId, [two]);
  const reminding = async (ruleIds: readonly string[]) => {
    const about = { ruleIds, reminder: { of: unique('told'), number: 1 } };
    const row = sampleDelivery({ channel: unique('c') }, about, wall.upload('a', 1));
    await wall.deliveries.add([row]);
    return row.id;
  };
  const [ofGate, ofBoth] = [await reminding([gate]), await reminding([gate, brand])];
  const first = sampleDelivery({ channel: unique('c') }, { ruleIds: [gate] }, wall.upload('a', 1));
  await wall.deliveries.add([first]);
  const states = async () => {
    const ids = [ofGate, ofBoth, first.id];
    const { items } = await wall.deliveries.list({ imageId: one.imageId, limit: 9 });
    return ids.map((id) => items.find((row) => row.id === id)?.state);
  };
  await wall.reviews.judge([{ id: one.id, revision: 0 }], judgement('new'));
  expect(await states()).toEqual(['waiting', 'waiting', 'waiting']);
  await wall.reviews.judge([{ id: one.id, revision: 1 }], judgement('confirmed', { note: 'yes' }));
  expect(await states()).toEqual(['withdrawn', 'waiting', 'waiting']);
  await wall.reviews.judge([{ id: two.id, revision: 0 }], judgement('false-alarm'));
  expect(await states()).toEqual(['withdrawn', 'withdrawn', 'waiting']);
  const { items } = await wall.deliveries.list({ ids: [ofGate], limit: 1 });
  expect(items[0]).toMatchObject({ by: 'ann', why: 'confirmed: yes' });
});

promise('mutes nothing: what is told and stored stays as it is', async (wall) => {
  const record = await wall.alert('a', 1);
  const before = await wall.store.find(record.imageId);
  await wall.reviews.judge([{ id: record.id, revision: 0 }], judgement('false-alarm'));
  expect(await wall.store.find(record.imageId)).toEqual(before);
  const { items } = await wall.store.listMatches(record.ruleId, { limit: 9 });
  expect(items).toEqual([record]);
});

alertReviewsContract.promiseWith(
  'elsewhere',
  'sees verdicts that another process gives',
  async (subject) => {
    const wall = new Wall(subject);
    const { id } = await wall.alert('a', 1);
    const other = await subject.elsewhere();
    await other.reviews.judge([{ id, revision: 0 }], judgement('resolved'));
    expect(await alertOf(wall, id)).toMatchObject({ verdict: 'resolved', revision: 1 });
  },
);
