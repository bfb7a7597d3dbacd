import { type ErrorCode, type ResultQueries, summaryOf } from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import { type LookingSubject, Wall } from './looking/subject.ts';
import { allPages } from './result-store/all-pages.ts';
import {
  sampleDelivery,
  sampleDetection,
  sampleMatch,
  sampleRuleMatch,
  unique,
} from './samples.ts';

export const resultQueriesContract = new Contract<LookingSubject>();

export function describeResultQueriesContract(
  name: string,
  open: () => Promise<LookingSubject>,
  options?: ContractOptions<LookingSubject>,
): void {
  resultQueriesContract.describe(name, open, options);
}

function promise(title: string, check: (wall: Wall) => Promise<void>): void {
  resultQueriesContract.promise(title, (subject) => check(new Wall(subject)));
}

const word = (what: string): string => unique(what).replaceAll('-', '');

promise('gives the summary of an image, and of an unknown one none', async (wall) => {
  await wall.put('a.png', 1);
  const result = await wall.store.find(wall.idOf('a.png'));
  const summary = await wall.queries.summary(wall.idOf('a.png'));
  expect(summary).toEqual(result && summaryOf(result));
  expect((await wall.queries.summaries({ ...wall.own, limit: 2 })).items).toEqual([summary]);
  expect(await wall.queries.summary(wall.idOf('b.png'))).toBeUndefined();
});

promise('shows a claim, a failure and a deletion at once', async (wall) => {
  const upload = wall.upload('a.png');
  const statuses = async () =>
    (await wall.queries.summaries({ ...wall.own, limit: 9 })).items.map(({ status }) => status);
  await wall.store.claim(upload, { owner: 'me', now: wall.start, leaseUntil: wall.start + 9 });
  expect(await statuses()).toEqual(['PROCESSING']);
  const reason = 'down';
  const sent = { deliveries: [], notified: [] };
  await wall.store.fail(wall.idOf('a.png'), 'me', { reason, now: wall.start, ...sent });
  expect(await statuses()).toEqual(['FAILED']);
  await wall.store.markGone({ ...upload, sequencer: '02' }, wall.start + 1);
  expect(await statuses()).toEqual(['GONE']);
  await wall.store.delete(wall.idOf('a.png'), { now: wall.start + 99 });
  expect(await statuses()).toEqual([]);
});

promise('shows of what was purged that it is there, and nothing that was read', async (wall) => {
  const text = word('w');
  await wall.put('a', 1, { detection: sampleDetection(text) });
  const purge = { now: wall.start + 99, purgeBefore: wall.start + 50, leaveHistory: true };
  expect(await wall.store.delete(wall.idOf('a'), purge)).toBe('deleted');
  const result = await wall.store.find(wall.idOf('a'));
  const { items } = await wall.queries.summaries({ ...wall.own, limit: 9 });
  expect(items).toEqual([result && summaryOf(result)]);
  expect(items).toMatchObject([{ status: 'NO_MATCH', ruleIds: [], places: [], nearMisses: 0 }]);
  for (const asked of wall.queries.can.includes('text') ? [{ text }, { fragments: [text] }] : [])
    expect(await wall.keys(asked)).toEqual([]);
});

promise('lists newest uploads first, page by page, whatever changes meanwhile', async (wall) => {
  for (const [at, key] of ['a', 'b', 'c', 'd', 'e', 'f'].entries())
    await wall.put(key, Math.floor(at / 2) + 1);
  const expected = ['f', 'e', 'd', 'c', 'b', 'a'];
  for (const limit of [1, 2, 4, 100]) {
    const seen = await allPages(limit, (page) => wall.queries.summaries({ ...wall.own, ...page }));
    expect(seen.map(({ address }) => address.key)).toEqual(expected);
  }
  const first = await wall.queries.summaries({ ...wall.own, limit: 3 });
  await wall.store.claim(wall.upload('c', 2), {
    ...{ owner: 'me', now: wall.start + 500, leaseUntil: wall.start + 600, redo: true },
  });
  const rest = await wall.queries.summaries({ ...wall.own, limit: 9, cursor: first.cursor ?? '' });
  expect(rest.items.map(({ address }) => address.key)).toEqual(expected.slice(3));
});

promise('finds by status, rule, severity, key and time, and by all of them', async (wall) => {
  const ruleId = unique('rule');
  const found = (severity: 'low' | 'critical', id = unique('rule')) => ({
    ruleMatches: [sampleRuleMatch({ ruleId: id, severity })],
  });
  await wall.put('in/low', 1, found('low', ruleId));
  await wall.put('in/critical', 2, found('critical'));
  await wall.put('out/both', 3, {
    ruleMatches: [...found('low', ruleId).ruleMatches, ...found('critical').ruleMatches],
  });
  await wall.put('out/none', 4, { status: 'NO_MATCH', ruleMatches: [] });
  expect(await wall.keys({ status: 'NO_MATCH' })).toEqual(['out/none']);
  expect(await wall.keys({ ruleId })).toEqual(['out/both', 'in/low']);
  expect(await wall.keys({ severity: 'critical' })).toEqual(['out/both', 'in/critical']);
  expect(await wall.keys({ severity: 'low' })).toEqual(['out/both', 'in/critical', 'in/low']);
  expect(await wall.keys({ key: 'in/' })).toEqual(['in/critical', 'in/low']);
  expect(await wall.keys({ key: wall.idOf('out/n') })).toEqual(['out/none']);
  expect(await wall.keys({ key: 'ut/' })).toEqual([]);
  const until = wall.start + 3;
  expect(await wall.keys({ since: wall.start + 2, until })).toEqual(['out/both', 'in/critical']);
  expect(await wall.keys({ ruleId, severity: 'critical', key: 'out', status: 'MATCHED' })).toEqual([
    'out/both',
  ]);
  expect(await wall.keys({ ruleId, severity: 'critical', key: 'in' })).toEqual([]);
});

promise('treats keys and rules as they are written, with any characters', async (wall) => {
  const odd = ['100%/a', '100/a', 'a_b/x', 'aXb/x', 'Ä\u0308"\'/x', '\u{1f600}/x'];
  for (const [at, key] of odd.entries()) await wall.put(key, at);
  for (const key of odd) expect(await wall.keys({ key: key.slice(0, -1) })).toEqual([key]);
  expect(await wall.keys({ key: 'A_B' })).toEqual([]);
});

promise('finds words and pieces of lines, or fails if it cannot', async (wall) => {
  const [common, rare, secret] = [word('c'), word('r'), word('s')];
  const hidden = sampleRuleMatch({
    ...{ sensitive: true, hides: [], matches: [sampleMatch({ words: [[0, 1]], text: secret })] },
  });
  await wall.put('a', 1, { detection: sampleDetection(`${common} one`) });
  await wall.put('b', 2, { detection: sampleDetection(`${common} ${rare}`) });
  await wall.put('c', 3, {
    ...{ detection: sampleDetection(`${common} ${secret}`), ruleMatches: [hidden] },
  });
  const asked = (query: object) => wall.keys(query);
  if (!wall.queries.can.includes('text')) {
    await failureOf(asked({ text: common }), 'store-misconfigured');
    await failureOf(asked({ fragments: [common] }), 'store-misconfigured');
    return;
  }
  expect(await asked({ text: common })).toEqual(['c', 'b', 'a']);
  expect(await asked({ text: `${rare} ${common}` })).toEqual(['b']);
  expect(await asked({ fragments: [common.slice(1, -1)] })).toEqual(['c', 'b', 'a']);
  expect(await asked({ fragments: [rare.slice(2)], text: common, status: 'MATCHED' })).toEqual([
    'b',
  ]);
  expect(await asked({ text: secret })).toEqual([]);
  expect(await asked({ fragments: [secret.slice(0, -1)] })).toEqual([]);
  await failureOf(asked({ fragments: ['ab'] }), 'store-misconfigured');
});

promise('finds a word in every page, however many images have it', async (wall) => {
  if (!wall.queries.can.includes('text')) return;
  const everywhere = word('e');
  for (let at = 0; at < 12; at += 1) {
    await wall.put(`${10 + at}`, at, { detection: sampleDetection(`${everywhere} ${at}`) });
  }
  const asked = { ...wall.own, text: everywhere };
  const seen = await allPages(5, (page) => wall.queries.summaries({ ...asked, ...page }));
  expect(seen).toHaveLength(12);
  if (wall.queries.can.includes('count'))
    expect(await wall.queries.count(asked)).toEqual({ n: 12, more: false });
});

promise('counts what it lists, or fails if it cannot', async (wall) => {
  await wall.put('in/a', 1);
  await wall.put('in/b', 2, { status: 'NO_MATCH', ruleMatches: [] });
  await wall.put('c', 3);
  if (!wall.queries.can.includes('count')) {
    await failureOf(wall.queries.count(wall.own), 'store-misconfigured');
    return;
  }
  expect(await wall.queries.count(wall.own)).toEqual({ n: 3, more: false });
  expect(await wall.queries.count({ ...wall.own, key: wall.idOf('in/') })).toMatchObject({ n: 2 });
  expect(await wall.queries.count({ ...wall.own, status: 'NO_TEXT' })).toMatchObject({ n: 0 });
});

promise('draws the images between edges, or fails if it cannot', async (wall) => {
  for (const at of [0, 9, 10, 25]) await wall.put(`${at}`, at);
  await wall.put('none', 11, { status: 'NO_MATCH', ruleMatches: [] });
  const edges = [0, 10, 20, 25].map((at) => wall.start + at);
  if (!wall.queries.can.includes('histogram')) {
    await failureOf(wall.queries.histogram(wall.own, edges), 'store-misconfigured');
    return;
  }
  const bars = await wall.queries.histogram(wall.own, edges);
  expect(bars.map(({ from, to }) => [from, to])).toEqual([
    [edges[0], edges[1]],
    [edges[1], edges[2]],
    [edges[2], edges[3]],
  ]);
  expect(bars.map(({ images, matched }) => [images, matched])).toEqual([
    [2, 2],
    [2, 1],
    [0, 0],
  ]);
  const one = await wall.queries.histogram({ ...wall.own, status: 'NO_MATCH' }, edges);
  expect(one.map(({ images }) => images)).toEqual([0, 1, 0]);
});

promise('names the images before and after one, or fails if it cannot', async (wall) => {
  const uploads = await Promise.all(
    (['a', 'b', 'c', 'd'] as const).map((key, at) => wall.put(key, at < 2 ? 1 : at)),
  );
  const around = (at: number, query: object = {}) => {
    const { address, uploadedAt = 0 } = uploads[at] ?? wall.upload('?');
    const image = { imageId: wall.idOf(address.key), uploadedAt };
    return wall.queries.neighbours({ ...wall.own, ...query }, image);
  };
  if (!wall.queries.can.includes('neighbours')) {
    await failureOf(around(0), 'store-misconfigured');
    return;
  }
  expect(await around(3)).toEqual({ next: wall.idOf('c') });
  expect(await around(2)).toEqual({ previous: wall.idOf('d'), next: wall.idOf('b') });
  expect(await around(1)).toEqual({ previous: wall.idOf('c'), next: wall.idOf('a') });
  expect(await around(0)).toEqual({ previous: wall.idOf('b') });
  expect(await around(1, { key: wall.idOf('d') })).toEqual({ previous: wall.idOf('d') });
  expect(await around(1, { status: 'GONE' })).toEqual({});
});

promise('has another mark after every change, its own and those of others', async (wall) => {
  const mark = () => wall.queries.mark();
  const first = await mark();
  if (first === undefined) return;
  expect(await mark()).toBe(first);
  const record = await wall.alert('a', 1);
  const second = await mark();
  expect(second).not.toBe(first);
  await wall.reviews.judge([{ id: record.id, revision: 0 }], { at: 1, by: 'ann', verdict: 'new' });
  const third = await mark();
  expect(third).not.toBe(second);
  await wall.deliveries.add([sampleDelivery({ channel: unique('channel') })]);
  expect(await mark()).not.toBe(third);
});

resultQueriesContract.promiseWith(
  'elsewhere',
  'sees what another process changes, and has another mark',
  async (subject) => {
    const wall = new Wall(subject);
    await wall.put('a', 1);
    const before = await wall.queries.mark();
    const other = await subject.elsewhere();
    await new WallOf(wall, other.store).put('b', 2);
    expect(await wall.keys()).toEqual(['b', 'a']);
    const after = await wall.queries.mark();
    if (before !== undefined) expect(after).not.toBe(before);
  },
);

for (const cursor of ['page 2', '', 'bnVsbA', '\u0000']) {
  promise(`refuses the cursor ${JSON.stringify(cursor)}, which it did not issue`, async (wall) => {
    await failureOf(wall.queries.summaries({ limit: 1, cursor }), 'store-misconfigured');
    await failureOf(wall.reviews.list({ limit: 1, cursor }), 'store-misconfigured');
  });
}

resultQueriesContract.promiseWith(
  'breakBackend',
  'fails with store-unavailable and the cause when its backend does not answer',
  async (subject) => {
    await subject.breakBackend();
    await expectEveryMethodToFail(subject, 'store-unavailable');
  },
);

resultQueriesContract.promiseWith(
  'misconfigure',
  'fails with store-misconfigured and the cause when a person must act',
  async (subject) => {
    await subject.misconfigure();
    await expectEveryMethodToFail(subject, 'store-misconfigured');
  },
);

async function expectEveryMethodToFail(
  { queries, reviews }: Pick<LookingSubject, 'queries' | 'reviews'>,
  code: ErrorCode,
): Promise<void> {
  const image = { imageId: 'b/k', uploadedAt: 1 };
  const can = (ability: ResultQueries['can'][number], ask: () => Promise<unknown>) =>
    queries.can.includes(ability) ? ask : () => queries.summary('b/k');
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => queries.summaries({ limit: 1 }),
    () => queries.summary('b/k'),
    can('count', () => queries.count({})),
    can('histogram', () => queries.histogram({}, [1, 2])),
    can('neighbours', () => queries.neighbours({}, image)),
    () => reviews.list({ limit: 1 }),
    can('count', () => reviews.count({})),
    can('neighbours', () => reviews.neighbours({}, image)),
    () => reviews.judge([{ id: unique('id'), revision: 0 }], { at: 1, by: 'a', verdict: 'new' }),
    () => reviews.history(unique('id')),
  ];
  for (const attempt of attempts) {
    const { cause } = await failureOf(attempt(), code);
    expect(cause).toBeDefined();
  }
}

/** The same wall through another store. */
class WallOf extends Wall {
  override readonly start: number;
  override readonly name: string;

  constructor(wall: Wall, store: Wall['store']) {
    super({ ...wall, store });
    this.start = wall.start;
    this.name = wall.name;
  }
}
