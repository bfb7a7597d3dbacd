import { sampleNotification, sampleUpload } from '../contracts/samples.ts';
import { GlyphwatchError } from '../errors.ts';
import { CountingIds } from '../in-memory/counting-ids.ts';
import { InMemoryDeliveries } from '../in-memory/in-memory-deliveries.ts';
import { intercept } from '../in-memory/intercept.ts';
import { override } from '../in-memory/sabotaged-stores.ts';
import type { Deliveries, WatchlistSource } from '../ports.ts';
import { VirtualTime } from '../simulation/virtual-time.ts';
import type { Severity } from '../watchlist.ts';
import { NO_TURN, type RunMark } from './delivery.ts';
import { isDigest, type Message } from './digest.ts';
import type { TellingParts, Untold } from './parts.ts';
import { type ChannelTelling, TELL_EACH } from './policy.ts';
import type { RuleTelling } from './rule-telling.ts';
import { Telling } from './telling.ts';

const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
const GROUPED: ChannelTelling = { tell: 'grouped', everyMs: 15 * MINUTE_MS, atMost: 10 };
const KINDS = [
  ['grouped', GROUPED],
  ['each', TELL_EACH],
] as const;

interface Hit {
  readonly id: string;
  readonly severity?: Severity;
  readonly ruleId?: string;
  readonly channel?: string;
  readonly run?: RunMark;
}

/** Processes that share an outbox, and channels that all report to one list. */
class Office {
  readonly time = new VirtualTime();
  readonly outbox = new InMemoryDeliveries(this.time.clock);
  readonly messages: Message[] = [];
  /** Pauses that keep a process alive, milliseconds. */
  readonly waited: number[] = [];
  rules: Readonly<Record<string, RuleTelling>> = {};
  tellingVersion = 't1';
  /** What a channel does before it takes a message. */
  channel: (message: Message, reached?: readonly string[]) => Promise<void> = async () => undefined;
  #processes = 0;

  /** A new process with these channels, `mail` by default. */
  process(
    tellings: Readonly<Record<string, ChannelTelling>> | ChannelTelling = GROUPED,
    deliveries: Deliveries = this.outbox,
    watchlists?: WatchlistSource,
  ): Process {
    this.#processes += 1;
    const byName = 'tell' in tellings ? { mail: tellings as ChannelTelling } : tellings;
    const notify = async (message: Message, reached?: readonly string[]): Promise<void> => {
      await this.channel(message, reached);
      this.messages.push(message);
    };
    const channels = Object.entries(byName).map(([name, telling]) => ({
      ...{ name, telling, isDefault: true, notifier: { notify } },
      receives: new Set(['matched'] as const),
    }));
    const { clock } = this.time;
    const pause: TellingParts['pause'] = (ms, { ref } = { ref: true }) => {
      if (ref) this.waited.push(ms);
      return this.time.pause(ms);
    };
    const telling = new Telling({
      ...{ deliveries, channels, clock, pause, random: () => 0 },
      ids: new CountingIds(`process ${this.#processes}`),
      watchlists: watchlists ?? { current: async () => this.watchlist },
    });
    return new Process(this, telling);
  }

  get watchlist() {
    const nothing = { ruleMatches: [], nearMisses: [], watchlistVersion: 'w1' };
    return {
      version: 'w1',
      tellingVersion: this.tellingVersion,
      match: () => nothing,
      telling: (ruleId: string) => this.rules[ruleId],
    };
  }

  /** Each message as what it tells: an id, or how many of a digest. */
  get told(): (string | number)[] {
    return this.messages.map((message) => (isDigest(message) ? message.count : message.id));
  }

  async states(): Promise<Record<string, string>> {
    const { items } = await this.outbox.list({ limit: 1000 });
    return Object.fromEntries(items.map(({ id, state }) => [id, state]));
  }

  async row(id: string) {
    const [row] = (await this.outbox.list({ ids: [id], limit: 1 })).items;
    if (!row) throw new Error(`${id} was never added`);
    return row;
  }

  async turn() {
    return (await this.outbox.look('mail')).turn;
  }
}

class Process {
  readonly telling: Telling;
  readonly #office: Office;

  constructor(office: Office, telling: Telling) {
    this.#office = office;
    this.telling = telling;
  }

  async start(...hits: readonly (Hit | string)[]): Promise<readonly Untold[]> {
    const { outbox, watchlist } = this.#office;
    const [first] = hits;
    const notifications = hits.map((hit) =>
      notificationOf(typeof hit === 'string' ? { id: hit } : hit),
    );
    const run = typeof first === 'object' ? first.run : undefined;
    const planned = this.telling.plan(notifications, watchlist, run);
    await outbox.add(planned.deliveries);
    return this.telling.tell(planned);
  }

  hit(...hits: readonly (Hit | string)[]): Promise<readonly Untold[]> {
    return this.#office.time.until(this.start(...hits));
  }

  sweep(): Promise<readonly Untold[]> {
    return this.#office.time.until(this.telling.sweep());
  }

  /** Sweeps each minute. */
  async sweepFor(ms: number): Promise<void> {
    const { time } = this.#office;
    for (const end = time.now + ms; time.now < end; await this.sweep()) await time.pass(MINUTE_MS);
  }
}

function notificationOf({ id, severity = 'medium', ruleId = 'gate', channel = 'mail' }: Hit) {
  const upload = sampleUpload({ address: { bucket: 'b', key: `line4/${id}.png` } });
  const [rule] = sampleNotification().rules;
  const rules = rule ? [{ ...rule, ruleId, severity }] : [];
  return sampleNotification({ id, channel, severity, rules }, upload);
}

function unavailable(): GlyphwatchError {
  return new GlyphwatchError('store-unavailable', 'The server answers 500.');
}

function refused(): GlyphwatchError {
  return new GlyphwatchError('notification-refused', 'The server refused it.');
}

function down(): GlyphwatchError {
  return new GlyphwatchError('notifier-unavailable', 'The server is down.');
}

const NEVER = new Promise<never>(() => {});

describe('a grouped channel', () => {
  it('is told the first at once, and what comes soon after as a digest', async () => {
    const office = new Office();
    const process = office.process();
    for (const id of ['d1', 'd2', 'd3']) expect(await process.hit(id)).toEqual([]);
    expect(office.told).toEqual(['d1']);
    expect(await office.row('d2')).toMatchObject({
      state: 'waiting',
      why: 'told a short while ago',
    });
    const first = office.time.now;
    expect(office.messages[0]).toMatchObject({
      nextAt: first + 15 * MINUTE_MS,
      groupBy: ['ruleId'],
    });
    await process.sweepFor(14 * MINUTE_MS);
    expect(office.told).toEqual(['d1']);
    await process.sweepFor(MINUTE_MS);
    expect(office.told).toEqual(['d1', 2]);
    expect(office.messages[1]).toMatchObject({
      ...{ kind: 'digest', nextAt: office.time.now + 30 * MINUTE_MS },
      examples: [{ id: 'd2' }, { id: 'd3' }],
    });
    expect(await office.states()).toEqual({ d1: 'told', d2: 'told', d3: 'told' });
    const [id] = office.messages.slice(1).map((message) => message.id);
    expect(await office.row('d2')).toMatchObject({ message: id });
  });

  it('is not even looked at by who remembers that it was told, for a minute', async () => {
    const office = new Office();
    const calls: string[] = [];
    const counted = intercept(office.outbox, (method, proceed) => {
      calls.push(method);
      return proceed();
    });
    const process = office.process(GROUPED, counted);
    await process.hit('d1');
    expect(calls.filter((method) => method === 'end')).toHaveLength(1);
    calls.length = 0;
    const start = office.time.now;
    for (const id of ['d2', 'd3', 'd4']) await process.hit(id);
    expect(calls).toEqual([]);
    expect((await office.row('d4')).due).toBe(start + 15 * MINUTE_MS);
    await process.hit({ id: 'worse', severity: 'high' });
    expect(calls).toContain('look');
    expect(office.told).toEqual(['d1', 'worse']);
    await office.time.pass(MINUTE_MS + 1);
    calls.length = 0;
    await process.hit('d5');
    expect(calls).toEqual(['look', 'postpone']);
  });

  it('is told by one of many at a time, who tells what others add meanwhile', async () => {
    const office = new Office();
    office.channel = () => office.time.pause(5 * SECOND_MS);
    const processes = Array.from({ length: 5 }, () => office.process({ ...GROUPED, everyMs: 0 }));
    const started = processes.map((process, index) => process.start(`d${index}`));
    await office.time.pass(SECOND_MS);
    started.push(...processes.map((process, index) => process.start(`e${index}`)));
    await office.time.until(Promise.all(started));
    expect(office.messages.length).toBeLessThanOrEqual(3);
    expect(Object.values(await office.states())).toEqual(Array.from({ length: 10 }, () => 'told'));
  });

  it('is told what joined while the last look was under way', async () => {
    const office = new Office();
    const process = office.process({ ...GROUPED, everyMs: 0, atMost: Infinity });
    for (let ticks = 0; ticks < 150; ticks += 1) {
      const first = process.start(`a${ticks}`);
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      await office.time.until(Promise.all([first, process.start(`b${ticks}`)]));
    }
    expect(new Set(Object.values(await office.states()))).toEqual(new Set(['told']));
  });

  it('hears at once what shorter settings let go, group after group', async () => {
    const office = new Office();
    const hour = office.process({ ...GROUPED, everyMs: HOUR_MS });
    for (const ruleId of ['gate', 'door']) {
      await hour.hit({ id: `${ruleId} 1`, ruleId });
      await hour.hit({ id: `${ruleId} 2`, ruleId });
    }
    await office.time.pass(6 * MINUTE_MS);
    await hour.sweep();
    expect(office.told).toEqual(['gate 1', 'door 1']);
    const short = office.process({ ...GROUPED, everyMs: 5 * MINUTE_MS });
    await short.hit({ id: 'yard', ruleId: 'yard' });
    expect(office.told).toEqual(['gate 1', 'door 1', 'door 2', 'gate 2', 'yard']);
  });

  it('hears one summary when a silence is ended', async () => {
    const office = new Office();
    const process = office.process();
    const about = { id: 's-7', of: 'rule', value: 'gate', by: 'ann', why: 'reprint' } as const;
    const from = office.time.now;
    await office.outbox.silence({ ...about, from, until: from + 24 * HOUR_MS });
    for (const id of ['d1', 'd2', 'd3']) await process.hit(id);
    expect(office.told).toEqual([]);
    expect(await office.row('d1')).toMatchObject({ why: 'silence s-7 (ann)' });
    await office.outbox.endSilence('s-7');
    await process.hit({ id: 'other', ruleId: 'door' });
    expect(office.told).toEqual([3, 'other']);
  });

  it('hears it from the sweeper, too, and sooner under shorter settings', async () => {
    const office = new Office();
    const process = office.process();
    const about = { id: 's-7', of: 'rule', value: 'gate', by: 'ann', why: 'reprint' } as const;
    const from = office.time.now;
    await office.outbox.silence({ ...about, from, until: from + 24 * HOUR_MS });
    for (const id of ['d1', 'd2']) await process.hit(id);
    await process.sweep();
    await office.outbox.endSilence('s-7');
    await process.sweep();
    expect(office.told).toEqual([2]);
    await process.hit('d3');
    await office.time.pass(MINUTE_MS);
    await process.sweep();
    expect(office.told).toEqual([2]);
    await office.process({ ...GROUPED, everyMs: MINUTE_MS }).sweep();
    expect(office.told).toEqual([2, 'd3']);
  });

  it('hears it sooner under rules with a shorter cooldown', async () => {
    const office = new Office();
    office.rules = { gate: { cooldownMs: 12 * HOUR_MS } };
    const process = office.process();
    for (const id of ['d1', 'd2']) await process.hit(id);
    await process.sweepFor(HOUR_MS);
    expect(office.told).toEqual(['d1']);
    [office.rules, office.tellingVersion] = [{ gate: { cooldownMs: 2 * HOUR_MS } }, 't2'];
    await process.sweepFor(50 * MINUTE_MS);
    expect(office.told).toEqual(['d1']);
    await process.sweepFor(11 * MINUTE_MS);
    expect(office.told).toEqual(['d1', 'd2']);
  });

  it('waits no longer than a window once the clock was set back', async () => {
    const office = new Office();
    const process = office.process();
    for (const id of ['d1', 'd2']) await process.hit(id);
    office.time.now -= 5 * 24 * HOUR_MS;
    await process.sweepFor(5 * MINUTE_MS);
    expect(office.told).toEqual(['d1', 'd2']);
    for (const id of ['d3', 'd4']) await process.hit(id);
    await process.sweepFor(5 * MINUTE_MS);
    expect(office.told).toEqual(['d1', 'd2']);
    expect((await office.turn()).said).toMatchObject({ '["gate"]': { times: 1 } });
  });

  it('looks once at all that waits when the clock was set back', async () => {
    const office = new Office();
    const process = office.process();
    const about = { id: 's', of: 'rule', value: 'gate', by: 'ann', why: 'reprint' } as const;
    await process.hit({ id: 'd1', ruleId: 'door' });
    await office.outbox.silence({ ...about, from: 0, until: office.time.now + HOUR_MS });
    await process.hit('d2');
    office.time.now -= 5 * HOUR_MS;
    await process.sweep();
    const { revision } = await office.turn();
    await process.sweepFor(5 * MINUTE_MS);
    expect((await office.turn()).revision).toBe(revision);
    expect(office.told).toEqual(['d1']);
  });

  it('is told by the sweeper as the last known rules wish where there are none now', async () => {
    const office = new Office();
    office.rules = { gate: { cooldownMs: 2 * HOUR_MS } };
    let isDown = false;
    const current = async () => {
      if (isDown) throw new GlyphwatchError('watchlist-unavailable', 'No rules.');
      return office.watchlist;
    };
    const process = office.process(GROUPED, office.outbox, { current });
    await process.hit('d1');
    await process.hit('d2');
    await office.outbox.postpone('mail', [
      { id: 'd2', due: (await office.row('d2')).due, until: 0 },
    ]);
    isDown = true;
    await office.time.pass(20 * MINUTE_MS);
    // As a scan does that fails without rules.
    process.telling.plan([], {});
    await process.sweep();
    expect(office.told).toEqual(['d1']);
    await office.time.pass(2 * HOUR_MS);
    await process.sweep();
    expect(office.told).toEqual(['d1', 'd2']);
  });
});

describe('a set that a process left', () => {
  /** Whose process dies once it has told it. */
  async function leftBehind(telling = GROUPED) {
    const office = new Office();
    const state = { isDead: false };
    const dying = intercept(office.outbox, (_, proceed) => (state.isDead ? NEVER : proceed()));
    office.channel = async () => {
      state.isDead = true;
    };
    const silence = { id: 's', of: 'channel', value: 'mail', by: 'ann', why: 'x' } as const;
    const from = office.time.now;
    await office.outbox.silence({ ...silence, from, until: from + HOUR_MS });
    await office.process(telling).hit('d1', 'd2', 'd3');
    await office.outbox.endSilence('s');
    void office.process(telling, dying).telling.sweep();
    void office.process(telling, dying).start('d4');
    await office.time.pass(SECOND_MS);
    expect(office.messages).toMatchObject([{ kind: 'digest', count: 4 }]);
    office.channel = async () => undefined;
    return office;
  }

  it('is told again as it was, under the same id, once the hold has ended', async () => {
    const office = await leftBehind();
    const other = office.process();
    expect(await other.hit('d5')).toEqual([]);
    expect(office.messages).toHaveLength(1);
    await other.sweepFor(MINUTE_MS);
    expect(office.messages[1]).toEqual({ ...office.messages[0], nextAt: expect.any(Number) });
    expect(await office.states()).toMatchObject({ d1: 'told', d3: 'told', d4: 'told' });
    await other.sweepFor(HOUR_MS);
    expect(office.told).toEqual([4, 4, 'd5']);
  });

  it('is told without what was withdrawn meanwhile, which is not told later either', async () => {
    const office = await leftBehind();
    await office.outbox.withdraw({ ids: ['d1', 'd2', 'd4'] }, 'ann', 'a drill');
    await office.time.pass(MINUTE_MS);
    await office.process().sweep();
    expect(office.messages[1]).toMatchObject({ kind: 'matched', id: office.messages[0]?.id });
    expect(await office.states()).toMatchObject({ d1: 'withdrawn', d3: 'told' });
  });

  it('is dropped if all of it was withdrawn', async () => {
    const office = await leftBehind();
    await office.outbox.withdraw({ channel: 'mail' }, 'ann', 'a drill');
    await office.time.pass(MINUTE_MS);
    await office.process().sweep();
    expect(office.messages).toHaveLength(1);
    expect(await office.turn()).not.toHaveProperty('set');
  });

  it('keeps rows waiting that its message did not tell', async () => {
    const office = await leftBehind();
    const late = override<Deliveries>(office.outbox, {
      async look(...about) {
        const seen = await office.outbox.look(...about);
        return { ...seen, due: seen.due.filter(({ id }) => id !== 'd2') };
      },
    });
    await office.time.pass(MINUTE_MS);
    await office.process(GROUPED, late).sweep();
    expect(office.told).toEqual([4, 3]);
    expect((await office.row('d2')).state).toBe('waiting');
  });

  it('is told again in full, also where its rows were not yet due', async () => {
    const office = new Office();
    const process = office.process();
    for (const id of ['d1', 'd2', 'd3']) await process.hit(id);
    const state = { isDead: false };
    const dying = intercept(office.outbox, (_, proceed) => (state.isDead ? NEVER : proceed()));
    office.channel = async () => {
      state.isDead = true;
    };
    void office.process(GROUPED, dying).telling.finish();
    await office.time.pass(2 * MINUTE_MS);
    office.channel = async () => undefined;
    await process.sweep();
    expect(office.told).toEqual(['d1', 2, 2]);
    expect(office.messages[2]?.id).toBe(office.messages[1]?.id);
    expect(await office.states()).toEqual({ d1: 'told', d2: 'told', d3: 'told' });
  });

  it('is not settled by a process that wakes after its hold', async () => {
    const office = new Office();
    const process = office.process();
    let wake = () => {};
    office.channel = () => new Promise((resolve) => (wake = resolve));
    const frozen = override<Deliveries>(office.outbox, {
      // It stands still, so it does not renew either.
      change: (channel, turn) =>
        turn.set && turn.revision > 0 ? NEVER : office.outbox.change(channel, turn),
    });
    const first = office.process(GROUPED, frozen).start('d1');
    await office.time.pass(2 * MINUTE_MS);
    office.channel = async () => undefined;
    await process.sweep();
    const turn = await office.turn();
    wake();
    await office.time.pass(MINUTE_MS);
    void first;
    expect(office.told).toEqual(['d1', 'd1']);
    expect(await office.turn()).toEqual(turn);
  });
});

describe('a process that stands still', () => {
  it.each(KINDS)('past its hold tells a channel that is told %s nothing', async (_, telling) => {
    const office = new Office();
    const still = override<Deliveries>(office.outbox, {
      async notifications(...about) {
        await office.time.pause(50 * SECOND_MS);
        return office.outbox.notifications(...about);
      },
    });
    await office.outbox.add([{ ...(await plannedBy(office, telling, 'd1')), waitMs: 0 }]);
    expect(await office.process(telling, still).sweep()).toEqual([]);
    expect(office.messages).toEqual([]);
    await office.time.pass(MINUTE_MS);
    await office.process(telling).sweep();
    expect(office.told).toEqual(['d1']);
  });

  it('between adding and telling tells nothing', async () => {
    const office = new Office();
    const process = office.process(TELL_EACH);
    const planned = process.telling.plan([notificationOf({ id: 'd1' })], office.watchlist);
    await office.outbox.add(planned.deliveries);
    await office.time.pass(40 * SECOND_MS);
    expect(await process.telling.tell(planned)).toEqual([]);
    expect(office.messages).toEqual([]);
  });

  it('does not send the short form of what was refused after its hold', async () => {
    const office = new Office();
    const process = office.process(
      TELL_EACH,
      override<Deliveries>(office.outbox, { now: () => Promise.reject(unavailable()) }),
    );
    let asked = 0;
    office.channel = async () => {
      asked += 1;
      await office.time.pause(2 * MINUTE_MS);
      throw refused();
    };
    expect(await process.hit('d1')).toMatchObject([{ error: { code: 'notification-refused' } }]);
    expect(asked).toBe(1);
    expect((await office.row('d1')).state).toBe('waiting');
  });
});

async function plannedBy(office: Office, telling: ChannelTelling, id: string) {
  const [delivery] = office
    .process(telling)
    .telling.plan([notificationOf({ id })], office.watchlist).deliveries;
  if (!delivery) throw new Error('nothing was planned');
  return delivery;
}

describe.each(KINDS)('a channel that is told %s', (_, telling) => {
  it('and is slower than its lease is told once: the lease is renewed', async () => {
    const office = new Office();
    office.channel = () => office.time.pause(10 * MINUTE_MS);
    const others = office.process(telling);
    let looks = 0;
    const counted = override<Deliveries>(office.outbox, {
      look: (...about) => {
        looks += 1;
        return office.outbox.look(...about);
      },
    });
    const slow = office.process(telling, counted).start('d1');
    await others.sweepFor(15 * MINUTE_MS);
    expect(await slow).toEqual([]);
    expect(looks).toBeLessThanOrEqual(4);
    expect(office.told).toEqual(['d1']);
    expect(await office.states()).toEqual({ d1: 'told' });
  });

  it('is told once although the store answers 500 before that is recorded', async () => {
    const office = new Office();
    const failing = { times: 0 };
    const flaky = intercept(office.outbox, async (_method, proceed) => {
      if (failing.times > 0) {
        failing.times -= 1;
        throw unavailable();
      }
      return proceed();
    });
    office.channel = async () => {
      failing.times = 6;
    };
    expect(await office.process(telling, flaky).hit('d1')).toEqual([]);
    expect(await office.states()).toEqual({ d1: 'told' });
    await office.process(telling).sweepFor(HOUR_MS);
    expect(office.told).toEqual(['d1']);
  });

  it('is told once although the first answers after that get lost', async () => {
    const office = new Office();
    office.channel = () => office.time.pause(5 * MINUTE_MS);
    const lost = new Set<string>();
    const flaky = intercept(office.outbox, async (method, proceed) => {
      const answer = await proceed();
      if (office.messages.length === 0 || lost.has(method)) return answer;
      lost.add(method);
      throw unavailable();
    });
    const others = office.process(telling);
    const slow = office.process(telling, flaky).start('d1');
    await others.sweepFor(20 * MINUTE_MS);
    await slow.catch(() => []);
    expect([...lost]).toContain('end');
    expect(office.told).toEqual(['d1']);
  });

  it('keeps its lease although the answer to a renewal gets lost', async () => {
    const office = new Office();
    office.channel = () => office.time.pause(3 * MINUTE_MS);
    let changes = 0;
    const flaky = intercept(office.outbox, async (method, proceed) => {
      const answer = await proceed();
      const isRenewal = ['change', 'postpone'].includes(method) && office.messages.length === 0;
      changes += isRenewal ? 1 : 0;
      if (isRenewal && changes % 2 === 0) throw unavailable();
      return answer;
    });
    const others = office.process(telling);
    const slow = office.process(telling, flaky).start('d1');
    await others.sweepFor(10 * MINUTE_MS);
    expect(await slow).toEqual([]);
    expect(changes).toBeGreaterThan(5);
    expect(office.told).toEqual(['d1']);
    expect(await office.states()).toEqual({ d1: 'told' });
  });

  it('gets what it refused once more in short, and then it is a dead letter', async () => {
    const office = new Office();
    const asked: Message[] = [];
    office.channel = async (message) => {
      asked.push(message);
      throw refused();
    };
    const process = office.process(telling);
    const untold = await process.hit('d1');
    expect(untold).toMatchObject([{ channel: 'mail', error: { code: 'notification-refused' } }]);
    const shown = asked.map((one) =>
      isDigest(one) ? [] : one.rules.map((rule) => rule.matches.length),
    );
    expect(shown).toEqual([[1], [0]]);
    expect(await office.row('d1')).toMatchObject({
      state: 'refused',
      error: 'The server refused it.',
    });
    await process.sweepFor(3 * HOUR_MS);
    expect(asked).toHaveLength(2);
    office.channel = async () => undefined;
    expect(await office.outbox.retry({ ids: ['d1'] }, 'ann')).toBe(1);
    await process.sweep();
    expect(office.messages).toMatchObject([{ id: 'd1', rules: [{ matches: [{}] }] }]);
    expect(await office.row('d1')).toMatchObject({ state: 'told', by: 'ann' });
  });

  it('takes the short form of what it refused in full', async () => {
    const office = new Office();
    office.channel = async (message) => {
      if (!isDigest(message) && message.rules.some(({ matches }) => matches.length > 0))
        throw refused();
    };
    expect(await office.process(telling).hit('d1')).toEqual([]);
    expect(office.told).toEqual(['d1']);
    expect(await office.states()).toEqual({ d1: 'told' });
  });

  it('loses nothing while it is down for a day, and is not asked all the time', async () => {
    const office = new Office();
    let asked = 0;
    office.channel = async () => {
      asked += 1;
      throw down();
    };
    const process = office.process(telling);
    for (let index = 0; index < 20; index += 1) {
      const untold = await process.hit({ id: `d${index}`, ruleId: `rule ${index % 3}` });
      expect(untold).toMatchObject([{ channel: 'mail', error: { code: 'notifier-unavailable' } }]);
    }
    await process.sweepFor(24 * HOUR_MS);
    expect(asked).toBeLessThan(telling === GROUPED ? 24 * 12 + 20 : 20 * (24 + 8));
    const { turn } = await office.outbox.look('mail');
    const [row] = (await office.outbox.list({ limit: 1, state: 'waiting' })).items;
    expect(telling === GROUPED ? turn : row).toMatchObject({ error: 'The server is down.' });
    office.channel = async () => undefined;
    await process.sweepFor(2 * HOUR_MS);
    expect(new Set(Object.values(await office.states()))).toEqual(new Set(['told']));
    const told = office.messages.map((message) => (isDigest(message) ? message.count : 1));
    expect(told.reduce((sum, count) => sum + count, 0)).toBe(20);
  });

  it('has dead letters of what it did not take for days', async () => {
    const office = new Office();
    office.channel = () => Promise.reject(down());
    const process = office.process(telling);
    await process.hit('d1');
    for (let hours = 0; hours < 74; hours += 1) {
      await office.time.pass(HOUR_MS);
      await process.sweep();
    }
    expect(await office.states()).toEqual({ d1: 'refused' });
  });

  it('is not told what was withdrawn', async () => {
    const office = new Office();
    office.channel = () => Promise.reject(down());
    const process = office.process(telling);
    await process.hit('d1');
    office.channel = async () => undefined;
    await office.outbox.withdraw({ channel: 'mail' }, 'ann', 'a drill');
    await process.sweepFor(2 * HOUR_MS);
    expect(office.messages).toEqual([]);
    expect(await office.states()).toEqual({ d1: 'withdrawn' });
  });

  it('waits for its settings to come back, once they are removed', async () => {
    const office = new Office();
    office.channel = () => Promise.reject(down());
    const process = office.process(telling);
    await process.hit('d1');
    office.channel = async () => undefined;
    await office.process({ chat: telling }).sweepFor(2 * HOUR_MS);
    expect(await office.states()).toEqual({ d1: 'waiting' });
    await process.sweepFor(2 * HOUR_MS);
    expect(office.told).toEqual(['d1']);
  });

  it('stops after the current message once aborted', async () => {
    const office = new Office();
    const signal = { aborted: false };
    const process = office.process({ ...telling, everyMs: 0 });
    office.channel = () => Promise.reject(down());
    for (let index = 0; index < 3; index += 1) {
      await process.hit({ id: `d${index}`, ruleId: `rule ${index}` });
    }
    office.channel = async () => {
      signal.aborted = true;
    };
    await office.time.pass(HOUR_MS);
    await office.time.until(process.telling.sweep({ signal }));
    // One by one, or one batch.
    expect(office.messages).toHaveLength(telling === GROUPED ? 1 : 3);
  });
});

it.each([GROUPED, TELL_EACH])(
  'a process stays alive until the store takes what it told, and no longer: $tell',
  async (telling) => {
    const office = new Office();
    let fails = 3;
    const failing = override<Deliveries>(office.outbox, {
      async end(...ended) {
        fails -= 1;
        if (fails > 0) throw unavailable();
        return office.outbox.end(...ended);
      },
    });
    await office.process(telling, failing).hit('d1');
    expect(await office.states()).toEqual({ d1: 'told' });
    expect(office.waited).toEqual([200, 400]);
  },
);

describe('a digest', () => {
  it('that is refused is told as mere counts', async () => {
    const office = new Office();
    office.channel = async (message) => {
      if (isDigest(message) && message.examples.length > 0) throw refused();
    };
    const process = office.process();
    for (const id of ['d1', 'd2', 'd3']) await process.hit(id);
    await process.sweepFor(15 * MINUTE_MS);
    expect(office.messages[1]).toMatchObject({ kind: 'digest', count: 2, examples: [] });
  });
});

describe('a delivery', () => {
  it('does not show its text in what groups it', async () => {
    const { notification: _, ...delivery } = await plannedBy(new Office(), GROUPED, 'd1');
    expect(delivery.text).toBe('KEEP 0UT');
    expect(delivery.textKey).toBe(JSON.stringify(['KEEP 0UT']));
  });
});

describe('a hold', () => {
  it('is not renewed after its message was settled, however slow the renewal', async () => {
    const office = new Office();
    office.channel = () => office.time.pause(25 * SECOND_MS);
    let changes = 0;
    const slow = override<Deliveries>(office.outbox, {
      async change(...change) {
        changes += 1;
        if (changes === 2) await office.time.pause(30 * SECOND_MS);
        return office.outbox.change(...change);
      },
    });
    const first = office.process(GROUPED, slow).start('d1');
    await office.time.pass(2 * MINUTE_MS);
    expect(await first).toEqual([]);
    expect(await office.turn()).not.toHaveProperty('set');
    await office.process().sweepFor(10 * MINUTE_MS);
    expect(office.told).toEqual(['d1']);
  });

  it('from before the clock was set back does not stop a channel', async () => {
    const office = new Office();
    const heldUntil = office.time.now + 24 * HOUR_MS;
    await office.outbox.change('mail', { ...NO_TURN, heldUntil });
    await office.process().hit('d1');
    expect(office.told).toEqual(['d1']);
  });

  it('of a channel that failed before the clock was set back is over soon, too', async () => {
    const office = new Office();
    const process = office.process();
    office.channel = () => Promise.reject(down());
    await process.hit('d1');
    office.channel = async () => undefined;
    office.time.now -= 5 * HOUR_MS;
    await process.sweepFor(10 * MINUTE_MS);
    expect(office.told).toEqual(['d1']);
  });
});

describe('channels', () => {
  it('are all told before a failure of the store is thrown', async () => {
    const office = new Office();
    office.channel = () => office.time.pause(5 * SECOND_MS);
    const failing = override<Deliveries>(office.outbox, {
      look: () => Promise.reject(unavailable()),
    });
    const process = office.process({ mail: GROUPED, bus: TELL_EACH }, failing);
    const telling = process.hit('d1', { id: 'd2', channel: 'bus' });
    await expect(telling).rejects.toMatchObject({ code: 'store-unavailable' });
    expect(office.told).toEqual(['d2']);
    expect((await office.row('d2')).state).toBe('told');
  });

  it('with much to tell are swept without looking at it all again and again', async () => {
    const office = new Office();
    let looks = 0;
    const counted = override<Deliveries>(office.outbox, {
      look: (...about) => {
        looks += 1;
        return office.outbox.look(...about);
      },
    });
    const process = office.process(TELL_EACH, counted);
    const notifications = Array.from({ length: 1000 }, (_, index) =>
      notificationOf({ id: `d${index}` }),
    );
    await office.outbox.add(process.telling.plan(notifications, office.watchlist).deliveries);
    await office.time.pass(MINUTE_MS);
    await process.sweep();
    expect(office.messages).toHaveLength(1000);
    expect(looks).toBe(2);
  });

  it('with much to tell are left alone once a whole batch fails', async () => {
    const office = new Office();
    const process = office.process(TELL_EACH);
    const notifications = Array.from({ length: 250 }, (_, index) =>
      notificationOf({ id: `d${index}` }),
    );
    await office.outbox.add(process.telling.plan(notifications, office.watchlist).deliveries);
    await office.time.pass(MINUTE_MS);
    office.channel = () => Promise.reject(down());
    expect(await process.sweep()).toHaveLength(100);
    expect(Object.values(await office.states())).toHaveLength(250);
  });
});

describe('a run', () => {
  const run = { id: 'r1', name: 'replay' };

  it('is told people at its end as one message, and machines at once', async () => {
    const office = new Office();
    const process = office.process({ mail: GROUPED, bus: TELL_EACH });
    for (let index = 0; index < 30; index += 1) {
      const hit = { run, ruleId: `rule ${index % 9}` };
      await process.hit({ ...hit, id: `m${index}` }, { ...hit, id: `b${index}`, channel: 'bus' });
    }
    await process.sweepFor(10 * MINUTE_MS);
    expect(office.messages).toHaveLength(30);
    expect(await office.row('m1')).toMatchObject({ state: 'waiting', run, why: 'replay' });
    expect(await office.time.until(process.telling.finish())).toEqual([]);
    expect(office.messages).toHaveLength(31);
    expect(office.messages[30]).toMatchObject({ kind: 'digest', count: 30, run });
  });

  it('ends in one summary, with what came before it was known to be one', async () => {
    const office = new Office();
    const process = office.process();
    for (const id of ['d1', 'd2', 'd3']) await process.hit(id);
    for (const id of ['d4', 'd5']) await process.hit({ run, id });
    await office.time.until(process.telling.finish());
    expect(office.told).toEqual(['d1', 4]);
  });

  it('that ends is told as long as nobody is to be quiet', async () => {
    const office = new Office();
    const quietHours = { from: '11:00', to: '14:00', zone: 'UTC' };
    const process = office.process({ ...GROUPED, quietHours });
    await process.hit({ run, id: 'd1' });
    await office.time.until(process.telling.finish());
    expect(office.messages).toEqual([]);
    expect(await office.row('d1')).toMatchObject({ state: 'waiting', why: 'quiet hours' });
  });

  it('that lasts is told hourly', async () => {
    const office = new Office();
    const process = office.process();
    for (let minute = 0; minute < 150; minute += 1) {
      await process.hit({ run, id: `d${minute}` });
      await process.sweepFor(MINUTE_MS);
    }
    await office.time.until(process.telling.finish());
    expect(office.told).toEqual([60, 60, 30]);
  });

  it('that dies is told within the hour', async () => {
    const office = new Office();
    const process = office.process();
    for (let minute = 0; minute < 10; minute += 1) await process.hit({ run, id: `d${minute}` });
    await process.sweepFor(HOUR_MS);
    expect(office.told).toEqual([10]);
  });

  it('does not wait for less because something else is new to its channel', async () => {
    const office = new Office();
    const process = office.process();
    await process.hit({ run, id: 'd1' });
    await process.hit('everyday');
    expect(office.told).toEqual(['everyday']);
  });
});

describe('the end of the last process that looks', () => {
  it('tells what only waited for a window, once what is being told is told', async () => {
    const office = new Office();
    const process = office.process();
    await process.hit('d1');
    await process.hit('d2');
    office.channel = () => office.time.pause(5 * SECOND_MS);
    const worse = process.start({ id: 'd3', severity: 'high' });
    await office.time.pass(SECOND_MS);
    const ends = [process.telling.finish(), process.telling.finish()];
    await office.time.until(Promise.all([worse, ...ends]));
    expect(office.told).toEqual(['d1', 'd3', 'd2']);
  });
});

it('tells those whom a message given up had reached nothing again when it is retried', async () => {
  const office = new Office();
  const process = office.process();
  const tried: (readonly string[])[] = [];
  office.channel = async (_, reached = []) => {
    tried.push(reached);
    throw new GlyphwatchError('notifier-unavailable', '421 for one of two.', { reached: ['ann'] });
  };
  await process.hit('d1');
  await process.sweepFor(3 * 24 * HOUR_MS + 10 * MINUTE_MS);
  expect(await office.states()).toEqual({ d1: 'refused' });
  expect(new Set(tried.slice(1).flat())).toEqual(new Set(['ann']));
  tried.splice(0);
  await office.outbox.retry({}, 'ben');
  office.channel = async (_, reached = []) => void tried.push(reached);
  await process.sweep();
  expect(tried).toEqual([['ann']]);
  expect(await office.states()).toEqual({ d1: 'told' });
});

describe('what a silence held up', () => {
  const about = { id: 's', of: 'channel', value: 'mail', by: 'ann', why: 'holidays' } as const;

  async function silenced(office: Office): Promise<void> {
    const from = office.time.now;
    const until = from + 24 * HOUR_MS;
    await office.outbox.silence({ ...about, from, until, evenIfCritical: true });
  }

  it('is told of a run an hour after it was found, if the silence has ended by then', async () => {
    const office = new Office();
    const process = office.process();
    const run = { id: 'r', name: 'replay' };
    await silenced(office);
    await process.hit({ id: 'd1', run }, { id: 'd2', run });
    await process.sweepFor(70 * MINUTE_MS);
    await process.hit({ id: 'd3', run });
    await process.sweep();
    expect(await office.row('d1')).toMatchObject({ why: 'silence s (ann)' });
    await office.outbox.endSilence('s');
    await process.sweepFor(MINUTE_MS);
    expect(office.told).toEqual([3]);
  });

  it('is reminded of when it would have been, or at once if that has passed', async () => {
    const office = new Office();
    const process = office.process({ ...GROUPED, remind: { critical: 30 * MINUTE_MS } });
    await process.hit({ id: 'd1', severity: 'critical' });
    await silenced(office);
    await process.sweepFor(40 * MINUTE_MS);
    expect(office.told).toEqual(['d1']);
    await office.outbox.endSilence('s');
    await process.sweepFor(2 * MINUTE_MS);
    expect(office.told).toHaveLength(2);
    await process.sweepFor(17 * MINUTE_MS);
    expect(office.told).toHaveLength(2);
    await process.sweepFor(3 * MINUTE_MS);
    expect(office.told).toHaveLength(3);
  });
});

describe('reminders', () => {
  const remind = { critical: 30 * MINUTE_MS };
  const escalate = { afterMs: 2 * HOUR_MS, to: 'manager' };

  it('come three times, then somebody else hears of it', async () => {
    const office = new Office();
    const process = office.process({ mail: { ...GROUPED, remind, escalate }, manager: GROUPED });
    const start = office.time.now;
    await process.hit({ id: 'd1', severity: 'critical' }, { id: 'd2', ruleId: 'door' });
    const heard: [string, number, number][] = [];
    office.channel = async (message) => {
      const reminder = isDigest(message) ? 0 : (message.reminder ?? 0);
      heard.push([message.channel, reminder, (office.time.now - start) / MINUTE_MS]);
    };
    await process.sweepFor(5 * HOUR_MS);
    expect(heard).toEqual([
      ['mail', 1, 30],
      ['mail', 2, 60],
      ['mail', 3, 90],
      ['manager', 4, 120],
    ]);
    expect(office.messages.at(-1)).toMatchObject({
      severity: 'critical',
      rules: [{ ruleId: 'gate' }],
    });
  });

  it('end when somebody has judged it', async () => {
    const office = new Office();
    const process = office.process({ ...GROUPED, remind });
    await process.hit({ id: 'd1', severity: 'critical' });
    await process.sweepFor(40 * MINUTE_MS);
    expect(await office.outbox.withdraw({ reminderOf: 'd1' }, 'ann', 'confirmed')).toBe(2);
    await process.sweepFor(2 * HOUR_MS);
    expect(office.messages).toHaveLength(2);
  });

  it('count from when it was told, not from when that was tried first', async () => {
    const office = new Office();
    office.channel = () => Promise.reject(down());
    const process = office.process({ ...GROUPED, remind });
    await process.hit({ id: 'd1', severity: 'critical' });
    await process.sweepFor(6 * HOUR_MS);
    office.channel = async () => undefined;
    await process.sweepFor(10 * MINUTE_MS);
    expect(office.messages).toHaveLength(1);
  });

  it('are of the worst of a digest', async () => {
    const office = new Office();
    const process = office.process({ ...GROUPED, remind: { high: MINUTE_MS } });
    const hit = (id: string, severity: Severity, ruleId: string) => ({ id, severity, ruleId });
    await process.hit(
      ...[hit('d1', 'low', 'a'), hit('d2', 'high', 'b')],
      ...[hit('d3', 'medium', 'c'), hit('d4', 'low', 'd')],
    );
    await process.sweepFor(MINUTE_MS);
    expect(office.messages).toMatchObject([
      { kind: 'digest' },
      { reminder: 1, rules: [{ ruleId: 'b' }] },
    ]);
  });

  it('are not needed to escalate what is critical', async () => {
    const office = new Office();
    const process = office.process({ mail: { ...GROUPED, escalate }, manager: TELL_EACH });
    await process.hit({ id: 'd1', severity: 'critical' }, { id: 'd2', ruleId: 'door' });
    await process.sweepFor(3 * HOUR_MS);
    expect(office.messages.map(({ channel }) => channel)).toEqual(['mail', 'mail', 'manager']);
  });
});

describe.each([
  ['grouped', GROUPED],
  ['each', TELL_EACH],
] as const)('a channel of two recipients that is told %s', (_, telling) => {
  const failing = (code: 'notifier-unavailable' | 'notifier-misconfigured') =>
    new GlyphwatchError(code, 'Recipient 2 of 2 did not get it.', { reached: ['ann'] });

  it('names whom it reached when it is tried again', async () => {
    const office = new Office();
    const asked: (readonly string[] | undefined)[] = [];
    office.channel = async (_message, reached) => {
      asked.push(reached);
      if (asked.length < 3) throw failing('notifier-unavailable');
    };
    const process = office.process(telling);
    await process.hit('d1');
    await process.sweepFor(10 * MINUTE_MS);
    expect(asked).toEqual([undefined, ['ann'], ['ann']]);
    expect(await office.states()).toEqual({ d1: 'told' });
  });

  it('is not held up by one who will never get it', async () => {
    const office = new Office();
    office.channel = async () => {
      throw failing('notifier-misconfigured');
    };
    const process = office.process(telling);
    const untold = await process.hit('d1');
    expect(untold).toMatchObject([{ error: { code: 'notifier-misconfigured' } }]);
    const error = 'Recipient 2 of 2 did not get it.';
    expect(await office.row('d1')).toMatchObject({ state: 'told', error });
    expect((await office.turn()).set).toBeUndefined();
  });

  it('names whom a process reached that has ended since', async () => {
    const office = new Office();
    const asked: (readonly string[] | undefined)[] = [];
    office.channel = async (_message, reached) => {
      asked.push(reached);
      const about = { reached: ['ann'] };
      if (asked.length < 2) throw new GlyphwatchError('notifier-unavailable', 'Later.', about);
    };
    await office.process(telling).hit('d1');
    await office.process(telling).sweepFor(5 * MINUTE_MS);
    expect(asked).toEqual([undefined, ['ann']]);
  });
});

it('tries an old dead letter that is sent again as often as a new one', async () => {
  const office = new Office();
  let attempts = 0;
  office.channel = async () => {
    attempts += 1;
    throw new GlyphwatchError('notifier-unavailable', 'Down.');
  };
  const process = office.process(TELL_EACH);
  await process.hit('d1');
  await process.sweepFor(80 * HOUR_MS);
  expect(await office.row('d1')).toMatchObject({ state: 'refused' });
  attempts = 0;
  await office.outbox.retry({ ids: ['d1'] }, 'ann');
  await process.sweepFor(4 * HOUR_MS);
  expect(await office.row('d1')).toMatchObject({ state: 'waiting' });
  expect(attempts).toBeGreaterThan(5);
});
