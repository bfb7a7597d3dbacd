import {
  type Deliveries,
  type Delivery,
  type ErrorCode,
  type NewDelivery,
  NO_TURN,
  type Silence,
  type Turn,
} from '../index.ts';
import { Contract, type ContractOptions } from './contract.ts';
import { failureOf } from './failure.ts';
import { sampleDelivery, sampleUpload, unique } from './samples.ts';

export interface DeliveriesSubject {
  readonly deliveries: Deliveries;
  /** The same deliveries, as a process sees them whose clock is five minutes behind. */
  fromSlowClock?(): Promise<Deliveries>;
  /** Opens the same data again, as after a restart; `close` closes this one too. */
  reopen?(): Promise<Deliveries>;
  /** From here on the backend does not answer, until the function that this resolves to is called. */
  breakBackend?(): Promise<() => Promise<void>>;
  /** From here on a person must act: no such table, no permission. */
  misconfigure?(): Promise<void>;
  close?(): Promise<void>;
}

export const deliveriesContract = new Contract<DeliveriesSubject>();

const HOUR_MS = 3_600_000;
/** What `Deliveries.now` may be off. */
const TOLERANCE_MS = 2000;

/** A channel that no other test uses. */
class Line {
  readonly deliveries: Deliveries;
  readonly channel = unique('channel');

  constructor(deliveries: Deliveries) {
    this.deliveries = deliveries;
  }

  sample(about: Partial<NewDelivery> = {}): NewDelivery {
    return sampleDelivery({ channel: this.channel }, about);
  }

  async add(...about: readonly Partial<NewDelivery>[]): Promise<NewDelivery[]> {
    const added = about.map((one) => this.sample(one));
    await this.deliveries.add(added);
    return added;
  }

  async rows(query: object = {}): Promise<readonly Delivery[]> {
    const { items } = await this.deliveries.list({ channel: this.channel, limit: 1000, ...query });
    return items;
  }

  async row(id: string): Promise<Delivery> {
    const [row] = await this.rows({ ids: [id] });
    if (!row) throw new Error('the deliveries cannot find what was added');
    return row;
  }

  async due(look: Parameters<Deliveries['look']>[1] = {}): Promise<string[]> {
    const { due } = await this.deliveries.look(this.channel, look);
    return due.map(({ id }) => id);
  }

  async turn(): Promise<Turn> {
    return (await this.deliveries.look(this.channel)).turn;
  }

  async end(ids: readonly string[], state: 'told' | 'refused' = 'told'): Promise<void> {
    await this.deliveries.end(this.channel, ids, { state, message: unique('message') });
  }
}

function promise(title: string, check: (line: Line) => Promise<void>): void {
  deliveriesContract.promise(title, ({ deliveries }) => check(new Line(deliveries)));
}

promise('keeps what is added as waiting and due, with all that it says', async (line) => {
  const before = await line.deliveries.now();
  const run = { id: unique('run'), name: 'replay' };
  const reminder = { of: unique('id'), number: 2 };
  const more = { run, reminder, text: 'GATE – Ä', textKey: 'k', why: 'replay' };
  const [plain, full] = await line.add({}, more);
  for (const added of [plain, full]) {
    const { notification, waitMs: _, ...about } = added ?? line.sample();
    const row = await line.row(about.id);
    const { addedAt, due, ...rest } = row;
    expect(rest).toEqual({ ...about, state: 'waiting', attempts: 0 });
    expect(due).toBe(addedAt);
    expect(addedAt).toBeGreaterThanOrEqual(before - TOLERANCE_MS);
    const found = await line.deliveries.notifications(line.channel, [about.id, unique('id')]);
    expect([...found]).toEqual([[about.id, notification]]);
  }
});

promise('leaves a delivery whose id is known as it is, in any state', async (line) => {
  const added = await line.add({}, {}, {}, {});
  const [waiting, told, refused, withdrawn] = added.map(({ id }) => id);
  await line.end([told ?? '']);
  await line.end([refused ?? ''], 'refused');
  await line.deliveries.withdraw(
    { ids: [withdrawn ?? ''], channel: line.channel },
    'ann',
    'mistake',
  );
  const before = await line.rows();
  await line.deliveries.add(added.map((one) => ({ ...one, waitMs: 9999, ruleIds: ['other'] })));
  expect(await line.rows()).toEqual(before);
  expect(await line.due()).toEqual([waiting]);
});

promise('adds a delivery once, however many add it at once', async (line) => {
  const sample = line.sample();
  await Promise.all(Array.from({ length: 8 }, () => line.deliveries.add([sample])));
  expect(await line.rows()).toHaveLength(1);
});

promise('looks at what is due, longest due first, and at nothing else', async (line) => {
  const other = new Line(line.deliveries);
  await other.add({});
  const [later, second, first] = await line.add({ waitMs: HOUR_MS }, {}, {});
  const { addedAt } = await line.row(first?.id ?? '');
  const moved = { id: first?.id ?? '', due: addedAt, until: addedAt - 10 };
  await line.deliveries.postpone(line.channel, [moved]);
  expect(await line.due()).toEqual([first?.id, second?.id]);
  expect((await line.due({ evenIfNotDue: true })).sort()).toEqual(
    [first, second, later].map((one) => one?.id).sort(),
  );
  expect((await line.row(later?.id ?? '')).due - (await line.deliveries.now())).toBeGreaterThan(
    HOUR_MS - 60_000,
  );
});

promise('looks at what the caller just added', async (line) => {
  const [added] = await line.add({});
  expect(await line.due({ own: [added?.id ?? '', unique('id')] })).toEqual([added?.id]);
});

promise('lists channels with something due, or with a set that was not told', async (line) => {
  const [later, unfinished, quiet] = [line, new Line(line.deliveries), new Line(line.deliveries)];
  const busy = new Line(line.deliveries);
  await later.add({ waitMs: HOUR_MS });
  await busy.add({});
  await quiet.deliveries.change(quiet.channel, NO_TURN);
  await unfinished.deliveries.change(unfinished.channel, {
    ...NO_TURN,
    set: setOf([unique('id')]),
  });
  const channels = await line.deliveries.channels();
  expect(channels).toEqual(expect.arrayContaining([busy.channel, unfinished.channel]));
  for (const { channel } of [later, quiet]) expect(channels).not.toContain(channel);
  const [added] = await busy.rows();
  await busy.end([added?.id ?? '']);
  expect(await line.deliveries.channels()).not.toContain(busy.channel);
});

promise('has a turn for a channel that nobody told yet', async (line) => {
  expect(await line.turn()).toEqual(NO_TURN);
});

promise('changes a turn only over the revision that was seen', async (line) => {
  const { deliveries, channel } = line;
  const turn: Turn = {
    ...NO_TURN,
    heldUntil: 1_760_000_000_123.5,
    holder: 'me',
    set: setOf([unique('id'), unique('id')]),
    done: setOf([unique('id')]),
    attempts: 3,
    error: 'The server is down.',
    brief: true,
    reached: ['a1b2', 'c3d4'],
    said: { '["gate"]': { at: 5, times: 2, severity: 'high' }, '*': { at: 6, times: 1 } },
    spoken: [{ at: 5, urgent: false }],
    policy: 'p',
  };
  expect(await deliveries.change(channel, turn)).toBe(true);
  expect(await line.turn()).toEqual({ ...turn, revision: 1 });
  expect(await deliveries.change(channel, { ...turn, holder: 'late' })).toBe(false);
  expect(await line.turn()).toEqual({ ...turn, revision: 1 });
  expect(await deliveries.change(channel, { ...NO_TURN, revision: 1 })).toBe(true);
  expect(await line.turn()).toEqual({ ...NO_TURN, revision: 2 });
});

promise('lets one of many change a turn', async (line) => {
  const holders = Array.from({ length: 8 }, (_, index) => `holder ${index}`);
  const won = await Promise.all(
    holders.map((holder) => line.deliveries.change(line.channel, { ...NO_TURN, holder })),
  );
  expect(won.filter(Boolean)).toHaveLength(1);
  expect((await line.turn()).holder).toBe(holders[won.indexOf(true)]);
});

promise('keeps a set of ten thousand deliveries', async (line) => {
  const digest = () => unique('').replaceAll('-', '');
  const set = setOf(Array.from({ length: 10_000 }, digest));
  expect(await line.deliveries.change(line.channel, { ...NO_TURN, set })).toBe(true);
  expect((await line.turn()).set).toEqual(set);
});

promise('postpones what still waits as it was seen, and counts failures', async (line) => {
  const { deliveries, channel } = line;
  const [moved, stale, ended] = await line.add({}, {}, {});
  const [first, second, third] = await Promise.all(
    [moved, stale, ended].map((one) => line.row(one?.id ?? '')),
  );
  if (!first || !second || !third) throw new Error('nothing was added');
  await line.end([third.id]);
  const until = first.due + HOUR_MS;
  const postponed = await deliveries.postpone(channel, [
    { id: first.id, due: first.due, until, why: 'quiet hours' },
    { id: second.id, due: second.due - 1, until },
    { id: third.id, due: third.due, until },
    { id: unique('id'), due: 1, until },
  ]);
  expect(postponed).toEqual([first.id]);
  expect(await line.row(first.id)).toEqual({ ...first, due: until, why: 'quiet hours' });
  expect(await line.row(second.id)).toEqual(second);
  expect(await line.due()).toEqual([second.id]);
  const failure = { error: 'The server is down.', reached: ['a1b2', 'c3d4'] };
  const failed = { id: first.id, due: until, until: first.due, ...failure };
  expect(await deliveries.postpone(channel, [failed])).toEqual([first.id]);
  const again = { why: 'quiet hours', ...failure, attempts: 1 };
  expect(await line.row(first.id)).toEqual({ ...first, ...again });
});

promise('lets one of many postpone a delivery', async (line) => {
  const [added] = await line.add({});
  const { id, due } = await line.row(added?.id ?? '');
  const attempts = Array.from({ length: 8 }, (_, index) =>
    line.deliveries.postpone(line.channel, [{ id, due, until: due + HOUR_MS + index }]),
  );
  expect((await Promise.all(attempts)).flat()).toEqual([id]);
});

promise('ends what waits, once', async (line) => {
  const { deliveries, channel } = line;
  const [told, refused, left] = await line.add({}, {}, {});
  const ids = [told?.id ?? '', unique('id')];
  await deliveries.end(channel, ids, { state: 'told', message: 'm-1' });
  const error = 'The server refused it.';
  await deliveries.end(channel, [refused?.id ?? ''], { state: 'refused', error });
  const first = await line.row(told?.id ?? '');
  expect(first).toMatchObject({ state: 'told', message: 'm-1' });
  expect(Math.abs((first.endedAt ?? 0) - (await deliveries.now()))).toBeLessThan(60_000);
  expect(await line.row(refused?.id ?? '')).toMatchObject({ state: 'refused', error });
  await deliveries.end(channel, [told?.id ?? ''], { state: 'refused', error });
  expect(await line.row(told?.id ?? '')).toEqual(first);
  expect(await line.due()).toEqual([left?.id]);
});

promise(
  'forgets an earlier error of what was told in the end, but not whom it reached',
  async (line) => {
    const { deliveries, channel } = line;
    const [added] = await line.add({});
    const { id, due } = await line.row(added?.id ?? '');
    const failure = { error: 'The server is down.', reached: ['a1b2'] };
    await deliveries.postpone(channel, [{ id, due, until: due, ...failure }]);
    await line.end([id]);
    const told = await line.row(id);
    expect(told).toMatchObject({ state: 'told', attempts: 1, reached: ['a1b2'] });
    expect(told).not.toHaveProperty('error');
  },
);

promise('ends thousands at once', async (line) => {
  const added = Array.from({ length: 1500 }, () => line.sample());
  await line.deliveries.add(added);
  expect(await line.due()).toHaveLength(1500);
  await line.end(added.map(({ id }) => id));
  expect(await line.due()).toEqual([]);
});

promise('withdraws what waits, with who and why', async (line) => {
  const { deliveries, channel } = line;
  const [one, told, other] = await line.add({ ruleIds: ['gate'] }, {}, { ruleIds: ['door'] });
  await line.end([told?.id ?? '']);
  expect(await deliveries.withdraw({ channel, ruleId: 'gate' }, 'ann', 'a drill')).toBe(1);
  const withdrawn = { state: 'withdrawn', by: 'ann', why: 'a drill', ruleIds: ['gate'] };
  const row = await line.row(one?.id ?? '');
  expect(row).toMatchObject(withdrawn);
  expect(row.endedAt).toBeDefined();
  expect((await line.row(told?.id ?? '')).state).toBe('told');
  expect(await line.due()).toEqual([other?.id]);
  expect(await deliveries.withdraw({ channel }, 'ann', 'a drill')).toBe(1);
  expect(await deliveries.withdraw({ channel }, 'ann', 'a drill')).toBe(0);
});

promise('withdraws the reminders of a delivery', async (line) => {
  const of = unique('id');
  await line.add({ reminder: { of, number: 1 }, waitMs: HOUR_MS }, {});
  expect(await line.deliveries.withdraw({ reminderOf: of }, 'ann', 'dismissed')).toBe(1);
  expect(await line.rows({ state: 'waiting' })).toHaveLength(1);
});

promise('has what was refused wait again', async (line) => {
  const { deliveries, channel } = line;
  const [refused] = await line.add({}, {});
  const { id, due } = await line.row(refused?.id ?? '');
  const reached = ['a1b2'];
  await deliveries.postpone(channel, [{ id, due, until: due - 1, error: 'down', reached }]);
  await line.end([id], 'refused');
  expect(await deliveries.retry({ channel }, 'ann')).toBe(1);
  const row = await line.row(id);
  expect(row).toMatchObject({ state: 'waiting', attempts: 0, by: 'ann', reached });
  expect(row).not.toHaveProperty('endedAt');
  expect(await line.due()).toContain(id);
});

promise('lists the log, last added first, page by page', async (line) => {
  const ids: string[] = [];
  for (let number = 0; number < 5; number += 1) {
    const [added] = await line.add({ waitMs: number });
    ids.unshift(added?.id ?? '');
    await pauseFor(2);
  }
  const seen: string[] = [];
  let cursor: string | undefined;
  do {
    const page = await line.deliveries.list({
      ...{ channel: line.channel, limit: 2 },
      ...(cursor === undefined ? {} : { cursor }),
    });
    expect(page.items.length).toBeLessThanOrEqual(2);
    seen.push(...page.items.map(({ id }) => id));
    ({ cursor } = page);
  } while (cursor !== undefined);
  expect(seen).toEqual(ids);
});

promise('lists by state, image, rule, run, reminder, ids and period', async (line) => {
  const upload = sampleUpload();
  const run = { id: unique('run'), name: 'scan' };
  const reminder = { of: unique('id'), number: 1 };
  const ofImage = sampleDelivery({ channel: line.channel }, { ruleIds: ['a', 'gate'] }, upload);
  await line.deliveries.add([ofImage]);
  await pauseFor(5);
  const [ofRun, ofReminder] = await line.add({ run, ruleIds: [] }, { reminder });
  await line.end([ofReminder?.id ?? '']);
  const idsOf = async (query: object) => (await line.rows(query)).map(({ id }) => id);
  expect(await idsOf({ state: 'told' })).toEqual([ofReminder?.id]);
  expect(await idsOf({ imageId: ofImage.imageId })).toEqual([ofImage.id]);
  expect(await idsOf({ ruleId: 'gate', imageId: ofImage.imageId })).toEqual([ofImage.id]);
  expect(await idsOf({ runId: run.id })).toEqual([ofRun?.id]);
  expect(await idsOf({ reminderOf: reminder.of })).toEqual([ofReminder?.id]);
  expect(await idsOf({ ids: [ofImage.id, unique('id')] })).toEqual([ofImage.id]);
  const { addedAt } = await line.row(ofImage.id);
  expect(await idsOf({ until: addedAt })).toEqual([ofImage.id]);
  expect(await idsOf({ since: addedAt + 1 })).not.toContain(ofImage.id);
});

promise('refuses a cursor that it did not issue', async (line) => {
  const attempt = line.deliveries.list({ channel: line.channel, limit: 1, cursor: 'page 2' });
  await failureOf(attempt, 'store-misconfigured');
});

promise('keeps silences until they end', async (line) => {
  const { deliveries, channel } = line;
  const now = await deliveries.now();
  const silence: Silence = {
    ...{ id: unique('s'), of: 'channel', value: channel, from: now, until: now + HOUR_MS },
    ...{ by: 'ann', why: 'reprint', evenIfCritical: true },
  };
  const over = { ...silence, id: unique('s'), until: now - 1 };
  await deliveries.silence(silence);
  await deliveries.silence(over);
  const known = async () => (await deliveries.silences()).filter(({ value }) => value === channel);
  expect(await known()).toEqual([silence]);
  expect((await deliveries.look(channel)).silences).toContainEqual(silence);
  await deliveries.silence({ ...silence, why: 'longer' });
  expect(await known()).toEqual([{ ...silence, why: 'longer' }]);
  expect(await deliveries.endSilence(silence.id)).toBe(true);
  expect(await deliveries.endSilence(silence.id)).toBe(false);
  expect(await deliveries.endSilence(over.id)).toBe(false);
  expect(await known()).toEqual([]);
});

promise('purges what ended before, and nothing that waits', async (line) => {
  const [ended, waiting] = await line.add({}, {});
  await line.end([ended?.id ?? '']);
  const { endedAt = 0 } = await line.row(ended?.id ?? '');
  await line.deliveries.purge(endedAt, 1000);
  expect(await line.rows()).toHaveLength(2);
  expect(await line.deliveries.purge(endedAt + 1, 1000)).toBeGreaterThanOrEqual(1);
  expect((await line.rows()).map(({ id }) => id)).toEqual([waiting?.id]);
  const kept = await line.deliveries.notifications(line.channel, [ended?.id ?? '']);
  expect([...kept]).toEqual([]);
});

promise('purges so many at once, until none is left', async (line) => {
  const ids = (await line.add({}, {}, {})).map(({ id }) => id);
  await line.end(ids);
  const before = (await line.deliveries.now()) + 60_000;
  expect(await line.deliveries.purge(before, 2)).toBe(2);
  while ((await line.deliveries.purge(before, 2)) === 2) continue;
  expect(await line.rows()).toEqual([]);
  expect(await line.deliveries.purge(before, 2)).toBe(0);
});

promise('forgets an image, whatever the state', async (line) => {
  const upload = sampleUpload();
  const about = Array.from({ length: 3 }, () =>
    sampleDelivery({ channel: line.channel }, {}, upload),
  );
  await line.deliveries.add(about);
  const [other] = await line.add({});
  await line.end([about[0]?.id ?? '']);
  const [{ imageId } = line.sample()] = about;
  expect(await line.deliveries.forget(imageId)).toBe(3);
  expect(await line.deliveries.forget(imageId)).toBe(0);
  expect((await line.rows()).map(({ id }) => id)).toEqual([other?.id]);
  const ids = about.map(({ id }) => id);
  expect([...(await line.deliveries.notifications(line.channel, ids))]).toEqual([]);
});

deliveriesContract.promiseWith(
  'fromSlowClock',
  'has one clock for processes whose clocks differ',
  async ({ deliveries, fromSlowClock }) => {
    const line = new Line(deliveries);
    const slow = await fromSlowClock();
    // An adapter may learn the time with its first answer.
    await Promise.all([slow.look(line.channel), deliveries.look(line.channel)]);
    const [here, there] = await Promise.all([deliveries.now(), slow.now()]);
    expect(Math.abs(here - there)).toBeLessThan(2 * TOLERANCE_MS);
    const held = line.sample({ waitMs: 60_000 });
    await slow.add([held]);
    expect(await line.due()).toEqual([]);
    expect((await line.row(held.id)).due - here).toBeGreaterThan(50_000);
  },
);

deliveriesContract.promiseWith(
  'reopen',
  'keeps everything after reopening',
  async ({ deliveries, reopen }) => {
    const line = new Line(deliveries);
    const [first] = await line.add({}, {});
    await line.end([first?.id ?? '']);
    await deliveries.change(line.channel, { ...NO_TURN, holder: 'me' });
    const [rows, turn] = [await line.rows(), await line.turn()];
    const after = await reopen();
    const { items } = await after.list({ channel: line.channel, limit: 10 });
    expect(items).toEqual(rows);
    expect((await after.look(line.channel)).turn).toEqual(turn);
  },
);

deliveriesContract.promiseWith(
  'breakBackend',
  'fails with store-unavailable and the cause when its backend does not answer',
  async ({ deliveries, breakBackend }) => {
    const mend = await breakBackend();
    await expectEveryMethodToFail(deliveries, 'store-unavailable');
    await mend();
    const line = new Line(deliveries);
    await line.add({});
    expect(await line.due()).toHaveLength(1);
  },
);

deliveriesContract.promiseWith(
  'misconfigure',
  'fails with store-misconfigured and the cause when a person must act',
  async ({ deliveries, misconfigure }) => {
    await misconfigure();
    await expectEveryMethodToFail(deliveries, 'store-misconfigured');
  },
);

/** All but `now`, which may not have to ask. */
async function expectEveryMethodToFail(deliveries: Deliveries, code: ErrorCode): Promise<void> {
  const channel = unique('channel');
  const silence = {
    id: unique('s'),
    of: 'rule',
    value: 'gate',
    from: 0,
    by: 'ann',
    why: '',
  } as const;
  const attempts: readonly (() => Promise<unknown>)[] = [
    () => deliveries.add([sampleDelivery({ channel })]),
    () => deliveries.channels(),
    () => deliveries.look(channel),
    () => deliveries.change(channel, NO_TURN),
    () => deliveries.postpone(channel, [{ id: unique('id'), due: 1, until: 2 }]),
    () => deliveries.end(channel, [unique('id')], { state: 'told' }),
    () => deliveries.withdraw({ channel }, 'ann', 'why'),
    () => deliveries.retry({ channel }, 'ann'),
    () => deliveries.notifications(channel, [unique('id')]),
    () => deliveries.list({ channel, limit: 1 }),
    () => deliveries.silence({ ...silence, until: 9_999_999_999_999 }),
    () => deliveries.endSilence(unique('s')),
    () => deliveries.silences(),
    () => deliveries.purge(1, 1),
    () => deliveries.forget(unique('image')),
  ];
  for (const attempt of attempts) {
    const { cause } = await failureOf(attempt(), code);
    expect(cause).toBeDefined();
  }
}

function setOf(deliveryIds: readonly string[]) {
  const about = { group: '["gate"]', everyMs: 900_000, urgent: false, since: 7 };
  return { ...about, id: unique('set'), severity: 'high', deliveryIds } as const;
}

function pauseFor(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

export function describeDeliveriesContract(
  name: string,
  open: () => Promise<DeliveriesSubject>,
  options?: ContractOptions<DeliveriesSubject>,
): void {
  deliveriesContract.describe(name, open, options);
}
