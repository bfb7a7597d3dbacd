import fc from 'fast-check';
import { someDelivery } from '../testing.ts';
import { SEVERITIES, type Severity } from '../watchlist.ts';
import { type Decision, decide, nextAt, spoke, waitOf } from './decide.ts';
import { type Delivery, NO_TURN, type Silence, type Turn } from './delivery.ts';
import { type ChannelTelling, isUrgent, type Policy } from './policy.ts';
import type { GroupField, RuleTelling } from './rule-telling.ts';

const SEED = 20_260_101;

const START = Date.UTC(2026, 0, 5, 12);
const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const RUNS = 200;

type Memory = Pick<Turn, 'said' | 'spoken'>;

function policyOf(
  channel: Partial<ChannelTelling> = {},
  rules: Readonly<Record<string, RuleTelling>> = {},
  silences: readonly Silence[] = [],
): Policy {
  const telling = { tell: 'grouped', everyMs: 15 * MINUTE_MS, atMost: 10, ...channel } as const;
  return { channel: telling, ofRule: (ruleId) => rules[ruleId], silences };
}

/** One channel by itself: rows arrive, and each minute and each arrival is told what is to be told. */
class Line {
  now = START;
  memory: Memory = NO_TURN;
  policy: Policy;
  readonly told: { readonly at: number; readonly next: NonNullable<Decision['next']> }[] = [];
  waiting: Delivery[] = [];

  constructor(policy: Policy) {
    this.policy = policy;
  }

  add(...rows: readonly Delivery[]): void {
    this.waiting.push(...rows);
    this.tell();
  }

  /** As a speaker looks: at all that waits for a run, and `evenIfNotDue` after a change of the policy. */
  tell(evenIfNotDue = false): void {
    for (;;) {
      const due = this.waiting.filter((one) => one.due <= this.now);
      const seen = evenIfNotDue || due.some(({ run }) => run) ? this.waiting : due;
      const { next, later } = decide(this.memory, seen, this.policy, this.now);
      const untilOf = new Map(later.map(({ row, until }) => [row.id, until]));
      this.waiting = this.waiting.map((row) => ({ ...row, due: untilOf.get(row.id) ?? row.due }));
      if (!next) return;
      this.told.push({ at: this.now, next });
      this.memory = spoke(this.memory, next, this.now);
      const ids = new Set(next.rows.map(({ id }) => id));
      this.waiting = this.waiting.filter(({ id }) => !ids.has(id));
    }
  }

  passUntil(time: number): void {
    for (;;) {
      const next = Math.min(...this.waiting.map(({ due }) => due));
      if (next > time) break;
      this.now = Math.max(this.now, next);
      this.tell();
    }
    this.now = time;
  }

  /** Minutes since the start, and how many rows. */
  get messages(): [number, number][] {
    return this.told.map(({ at, next }) => [(at - START) / MINUTE_MS, next.rows.length]);
  }
}

const RULES = Array.from({ length: 6 }, (_, index) => `rule ${index}`);
const FOLDERS = ['', 'line4/', 'line4/old/', 'yard/'];

const hits = fc.array(
  fc.record({
    afterMs: fc.oneof(fc.constant(0), fc.nat(2 * MINUTE_MS), fc.nat(40 * MINUTE_MS)),
    severity: fc.constantFrom(...SEVERITIES, undefined),
    ruleId: fc.constantFrom(...RULES, undefined),
    folder: fc.constantFrom(...FOLDERS),
    textKey: fc.constantFrom('a', 'b', undefined),
    runId: fc.constantFrom(undefined, undefined, undefined, 'r1'),
  }),
  { minLength: 1, maxLength: 80, size: 'max' },
);

const fields: readonly GroupField[] = ['ruleId', 'severity', 'bucket', 'folder', 'text'];
const quiet = fc.constantFrom(undefined, {
  ...{ from: '13:00', to: '16:30', zone: 'Europe/Berlin' },
  except: 'critical' as const,
});

const policies = fc
  .record({
    everyMs: fc.constantFrom(0, MINUTE_MS, 15 * MINUTE_MS, 2 * HOUR_MS),
    atMost: fc.integer({ min: 1, max: 6 }),
    quietHours: quiet,
    groupBy: fc.option(fc.subarray([...fields], { minLength: 1 }), { nil: undefined }),
    cooldownMs: fc.constantFrom(undefined, 0, 5 * MINUTE_MS, 5 * HOUR_MS),
    ofRule: quiet,
    silence: fc.constantFrom(undefined, 'rule', 'folder', 'channel'),
    evenIfCritical: fc.boolean(),
  })
  .map(({ everyMs, atMost, quietHours, groupBy, cooldownMs, ofRule, silence, evenIfCritical }) => {
    const values = { rule: 'rule 1', folder: 'line4', channel: 'mail' };
    const silences = silence
      ? [{ ...silenceOf(silence, values[silence]), until: START + 3 * HOUR_MS, evenIfCritical }]
      : [];
    const rule = {
      ...(groupBy ? { groupBy } : {}),
      ...(cooldownMs === undefined ? {} : { cooldownMs }),
    };
    return policyOf(
      { everyMs, atMost, ...(quietHours ? { quietHours } : {}) },
      { 'rule 0': rule, 'rule 1': { ...rule, ...(ofRule ? { quietHours: ofRule } : {}) } },
      silences,
    );
  });

type History = typeof hits extends fc.Arbitrary<infer Hits> ? Hits : never;

function rowsOf(history: History): Delivery[] {
  let addedAt = START;
  return history.map(({ afterMs, severity, ruleId, folder, textKey, runId }, index) => {
    addedAt += afterMs;
    const { severity: _, ...row } = someDelivery({
      ...{ id: `d${index}`, addedAt, due: runId ? addedAt + HOUR_MS : addedAt },
      ruleIds: ruleId === undefined ? [] : [ruleId],
      address: { bucket: 'b', key: `${folder}${index}.png` },
      ...(textKey === undefined ? {} : { textKey }),
      ...(runId === undefined ? {} : { run: { id: runId, name: 'replay' } }),
    });
    return severity === undefined ? row : { ...row, severity };
  });
}

function live(history: History, policy: Policy): Line {
  const line = new Line(policy);
  for (const row of rowsOf(history)) {
    line.passUntil(row.addedAt);
    line.add(row);
  }
  line.passUntil(line.now + 60 * HOUR_MS);
  return line;
}

function rankOf(severity: Severity | undefined): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity);
}

function silenceOf(of: Silence['of'], value: string): Silence {
  const about = { id: 's-7', from: START, until: START + HOUR_MS, by: 'ann', why: 'reprint' };
  return { ...about, of, value };
}

function holds(check: (history: History, policy: Policy) => void): void {
  fc.assert(fc.property(hits, policies, check), { seed: SEED, numRuns: RUNS });
}

describe('whatever comes, under any policy,', () => {
  it('everything is told, and nothing twice', () => {
    holds((history, policy) => {
      const line = live(history, policy);
      expect(line.waiting).toEqual([]);
      const ids = line.told.flatMap(({ next }) => next.rows.map(({ id }) => id));
      expect(ids.toSorted()).toEqual(history.map((_, index) => `d${index}`).toSorted());
    });
  });

  it('no hour has more messages than the limit of each kind, and twice the limit together', () => {
    holds((history, policy) => {
      const { told } = live(history, policy);
      for (const { at } of told) {
        const hour = told.filter((one) => one.at >= at && one.at < at + HOUR_MS);
        const urgent = hour.filter(({ next }) => next.urgent).length;
        expect(urgent).toBeLessThanOrEqual(policy.channel.atMost);
        expect(hour.length - urgent).toBeLessThanOrEqual(policy.channel.atMost);
      }
    });
  });

  it('what is critical is told apart, and the worst first', () => {
    holds((history, policy) => {
      for (const { next } of live(history, policy).told) {
        expect(next.rows.every((row) => isUrgent(row) === next.urgent)).toBe(true);
        const ranks = next.rows.map(({ severity }) => rankOf(severity));
        expect(ranks).toEqual(ranks.toSorted((a, b) => b - a));
        expect(rankOf(next.severity)).toBe(ranks[0]);
      }
    });
  });

  it('nothing that is told at once is worse than what is told first', () => {
    holds((history, policy) => {
      const rows = rowsOf(history).map((row) => ({ ...row, due: START, addedAt: START }));
      const { next, later } = decide(NO_TURN, rows, policy, START);
      const waiting = new Set(later.map(({ row }) => row.id));
      const free = rows.filter(({ id }) => !waiting.has(id));
      expect(next === undefined).toBe(free.length === 0);
      const worst = Math.max(...free.map(({ severity }) => rankOf(severity)), -1);
      expect(rankOf(next?.severity)).toBe(worst);
    });
  });

  it('rows in any order give the same message, and wait for the same', () => {
    const shuffled = hits.chain((history) => {
      const rows = rowsOf(history);
      return fc.tuple(
        fc.constant(rows),
        fc.shuffledSubarray(rows, { minLength: rows.length, maxLength: rows.length }),
      );
    });
    const check = ([rows, others]: [Delivery[], Delivery[]], policy: Policy) => {
      const now = START + 90 * MINUTE_MS;
      const memory = spoke(NO_TURN, { ...SET, group: '["rule 2"]' }, now - MINUTE_MS);
      const summary = (some: readonly Delivery[]) => {
        const { next, later } = decide(memory, some, policy, now);
        const waits = later.map(({ row, until, why }) => `${row.id} ${until} ${why}`);
        return [next?.rows.map(({ id }) => id), next?.group, waits.toSorted()];
      };
      expect(summary(others)).toEqual(summary(rows));
    };
    fc.assert(fc.property(shuffled, policies, check), { seed: SEED, numRuns: RUNS });
  });

  it('what has to wait has a time to come, and says why', () => {
    holds((history, policy) => {
      const rows = rowsOf(history);
      for (const { until, why } of decide(NO_TURN, rows, policy, START).later) {
        expect(until).toBeGreaterThan(START);
        expect(why).not.toBe('');
      }
    });
  });
});

const SET = {
  group: '["gate"]',
  everyMs: 15 * MINUTE_MS,
  severity: 'medium',
  urgent: false,
} as const;

function row(id: string, changes: Partial<Delivery> = {}): Delivery {
  return someDelivery({ id, addedAt: START, ...changes });
}

describe('a group', () => {
  it('is told at once, then in windows that double up to an hour while it goes on', () => {
    const line = new Line(policyOf());
    for (let minute = 0; minute < 5 * 60; minute += 1) {
      line.passUntil(START + minute * MINUTE_MS);
      line.add(row(`d${minute}`, { addedAt: line.now }));
    }
    expect(line.messages).toEqual([
      [0, 1],
      [15, 14],
      [45, 30],
      [105, 60],
      [165, 60],
      [225, 60],
      [285, 60],
    ]);
  });

  it('starts anew after a pause of twice its window', () => {
    const line = new Line(policyOf());
    line.add(row('d1'));
    line.passUntil(START + 20 * MINUTE_MS);
    line.add(row('d2', { addedAt: line.now }));
    expect(nextAt(line.memory, '["gate"]', 15 * MINUTE_MS)).toBe(line.now + 30 * MINUTE_MS);
    line.passUntil(line.now + HOUR_MS);
    line.add(row('d3', { addedAt: line.now }));
    expect(nextAt(line.memory, '["gate"]', 15 * MINUTE_MS)).toBe(line.now + 15 * MINUTE_MS);
  });

  it('waits as long as its rule wants, also for longer than an hour', () => {
    const line = new Line(policyOf({}, { gate: { cooldownMs: 5 * HOUR_MS } }));
    for (const hour of [0, 1, 4, 5, 6]) {
      line.passUntil(START + hour * HOUR_MS);
      line.add(row(`d${hour}`, { addedAt: line.now }));
    }
    line.passUntil(START + 11 * HOUR_MS);
    expect(line.messages).toEqual([
      [0, 1],
      [300, 2],
      [600, 2],
    ]);
  });

  it('is broken through by what is worse than it last told, and by nothing else', () => {
    const line = new Line(policyOf());
    const told = () => line.told.map(({ next }) => next.rows.map(({ id }) => id).join());
    line.add(row('low', { severity: 'low' }));
    line.add(row('low 2', { severity: 'low' }));
    line.add(row('high', { severity: 'high' }));
    line.add(row('medium', { severity: 'medium' }));
    line.add(row('high 2', { severity: 'high' }));
    expect(told()).toEqual(['low', 'high']);
    line.passUntil(START + HOUR_MS);
    expect(told()).toEqual(['low', 'high', 'high 2,medium,low 2']);
  });

  it('is told what is critical apart, in windows of its own', () => {
    const line = new Line(policyOf());
    for (let minute = 0; minute < 4 * 60; minute += 1) {
      line.passUntil(START + minute * MINUTE_MS);
      const severity = [130, 135, 200].includes(minute) ? 'critical' : 'medium';
      line.add(row(`d${minute}`, { addedAt: line.now, severity }));
    }
    const urgent = line.told.filter(({ next }) => next.urgent);
    expect(urgent.map(({ at }) => (at - START) / MINUTE_MS)).toEqual([130, 145, 200]);
    const others = line.told.filter(({ next }) => !next.urgent);
    expect(others.map(({ at }) => (at - START) / MINUTE_MS)).toEqual([0, 15, 45, 105, 165, 225]);
  });

  it.each([
    [undefined, 'signs/b.png', 'gate', 'x', false],
    [['ruleId', 'folder'], 'signs/b.png', 'gate', 'x', true],
    [['ruleId', 'folder'], 'line4/b.png', 'gate', 'y', false],
    [['ruleId', 'text'], 'line4/b.png', 'gate', 'y', true],
    [['text'], 'line4/b.png', 'gate', 'x', false],
    [undefined, 'line4/b.png', 'door', 'x', true],
  ] as const)(
    'by %j is another one for %s, %s, %s: %s',
    (groupBy, key, ruleId, textKey, isOther) => {
      const rule = groupBy ? { groupBy } : {};
      const line = new Line(policyOf({}, { gate: rule, door: rule }));
      line.add(row('d1', { textKey: 'x' }));
      line.add(row('d2', { textKey, ruleIds: [ruleId], address: { bucket: 'b', key } }));
      expect(line.told).toHaveLength(isOther ? 2 : 1);
    },
  );

  it('is told earlier if a shorter window is set while it waits', () => {
    const line = new Line(policyOf({ everyMs: 10 * HOUR_MS }));
    line.add(row('d1'));
    line.add(row('d2'));
    line.passUntil(START + 10 * MINUTE_MS);
    line.policy = policyOf({ everyMs: 5 * MINUTE_MS });
    line.tell(true);
    expect(line.messages).toEqual([
      [0, 1],
      [10, 1],
    ]);
  });

  it('is not silenced by what was told before the clock was set back', () => {
    const line = new Line(policyOf({ atMost: 1 }));
    line.now = START + 24 * HOUR_MS;
    line.add(row('d1'));
    line.now = START;
    line.add(row('d2'));
    expect(line.told).toHaveLength(2);
    line.add(row('d3'));
    expect(line.told).toHaveLength(2);
  });
});

describe('the limit of an hour', () => {
  const ofGroups = (count: number, changes: Partial<Delivery> = {}): Delivery[] =>
    Array.from({ length: count }, (_, index) =>
      row(`${changes.severity ?? 'd'}${index}`, { ruleIds: [`rule ${index}`], ...changes }),
    );

  it('keeps its last message for everything', () => {
    const line = new Line(policyOf({ atMost: 3 }));
    for (const one of ofGroups(2)) line.add(one);
    line.add(
      ...ofGroups(2).map((one, index) => ({ ...one, id: `e${index}`, ruleIds: [`x${index}`] })),
    );
    expect(line.told.map(({ next }) => next.group)).toEqual(['["rule 0"]', '["rule 1"]', '*']);
  });

  it('does not hold back what is critical, which has its own', () => {
    const line = new Line(policyOf({ atMost: 2 }));
    for (const one of ofGroups(5)) line.add(one);
    expect(line.told).toHaveLength(2);
    for (const one of ofGroups(5, { severity: 'critical' })) line.add(one);
    expect(line.told.map(({ next }) => next.urgent)).toEqual([false, false, true, true]);
  });

  it('tells more than three groups at once as one', () => {
    const line = new Line(policyOf());
    line.add(...ofGroups(3));
    expect(line.told).toHaveLength(3);
    const many = new Line(policyOf());
    many.add(...ofGroups(4));
    expect(many.messages).toEqual([[0, 4]]);
  });
});

describe('a silence', () => {
  const of = (silence: Silence, changes: Partial<Delivery>) =>
    waitOf(row('d1', changes), NO_TURN, policyOf({}, {}, [silence]), START);

  it.each([
    ['rule', 'gate', {}, true],
    ['rule', 'gate', { ruleIds: ['gate', 'gate'] }, true],
    ['rule', 'gate', { ruleIds: ['gate', 'door'] }, false],
    ['rule', 'gate', { ruleIds: [] }, false],
    ['rule', 'gate', { severity: 'critical' }, false],
    ['folder', 'line4', {}, true],
    ['folder', 'line4/', {}, true],
    ['folder', 'line', {}, false],
    ['folder', 'line4', { address: { bucket: 'b', key: 'line4/old/a.png' } }, true],
    ['folder', 'line4', { address: { bucket: 'b', key: 'a/line4/b.png' } }, false],
    ['folder', '/photos', { address: { bucket: '/photos', key: 'a.png' } }, true],
    ['folder', '/photos/line4', { address: { bucket: '/photos', key: 'line4/a.png' } }, true],
    ['folder', '/photos/line', { address: { bucket: '/photos', key: 'line4/a.png' } }, false],
    ['channel', 'mail', {}, true],
    ['channel', 'mail', { ruleIds: [] }, true],
    ['channel', 'chat', {}, false],
  ] as const)('of the %s %s holds back %j: %s', (what, value, changes, isHeld) => {
    const wait = of(silenceOf(what, value), { ...changes } as Partial<Delivery>);
    const expected = { until: START + HOUR_MS, why: 'silence s-7 (ann)' };
    expect(wait).toEqual(isHeld ? expected : undefined);
  });

  it('holds back what is critical only where it says so', () => {
    const silence = { ...silenceOf('channel', 'mail'), evenIfCritical: true };
    expect(of(silence, { severity: 'critical' })).toMatchObject({ until: START + HOUR_MS });
  });

  it('ends with one summary', () => {
    const line = new Line(policyOf({}, {}, [silenceOf('folder', 'line4')]));
    for (let minute = 0; minute < 50; minute += 1) {
      line.passUntil(START + minute * MINUTE_MS);
      line.add(row(`d${minute}`, { addedAt: line.now, ruleIds: [`rule ${minute % 9}`] }));
    }
    line.passUntil(START + 2 * HOUR_MS);
    expect(line.messages).toEqual([[60, 50]]);
  });
});

describe('quiet hours', () => {
  const night = { from: '12:00', to: '14:00', zone: 'UTC' } as const;

  it.each(['channel', 'rule'])('of the %s hold back until they end, for one summary', (whose) => {
    const channel = whose === 'channel' ? { quietHours: night } : {};
    const line = new Line(
      policyOf(channel, whose === 'rule' ? { gate: { quietHours: night } } : {}),
    );
    line.add(row('d1'), row('d2', { severity: 'critical' }));
    expect(line.told).toEqual([]);
    line.passUntil(START + 3 * HOUR_MS);
    expect(line.messages).toEqual([
      [120, 1],
      [120, 1],
    ]);
  });

  it('may let through what is critical', () => {
    const line = new Line(policyOf({ quietHours: { ...night, except: 'critical' } }));
    line.add(row('d1'), row('d2', { severity: 'critical' }));
    expect(line.messages).toEqual([[0, 1]]);
  });
});

describe('a run', () => {
  const run = { id: 'r1', name: 'replay' };
  const ofRun = (id: string, addedAt: number) =>
    row(id, { addedAt, due: addedAt + HOUR_MS, run, why: run.name, ruleIds: [id] });

  it('is told hourly, as one message', () => {
    const line = new Line(policyOf());
    for (let minute = 0; minute < 150; minute += 1) {
      line.passUntil(START + minute * MINUTE_MS);
      line.waiting.push(ofRun(`d${minute}`, line.now));
      line.tell();
    }
    expect(line.messages).toEqual([
      [60, 60],
      [120, 60],
    ]);
  });

  it('is told as soon as its end makes a row due, whatever was told before', () => {
    const line = new Line(policyOf());
    line.memory = spoke(NO_TURN, { ...SET, group: 'run r1', everyMs: 0 }, START);
    line.waiting.push(ofRun('d1', START), ofRun('d2', START));
    line.tell(true);
    expect(line.told).toEqual([]);
    line.waiting = line.waiting.map((one) => ({ ...one, due: one.addedAt }));
    line.tell();
    expect(line.messages).toEqual([[0, 2]]);
  });

  it('does not mix with matches of everyday', () => {
    const line = new Line(policyOf());
    line.add(row('d1', { ruleIds: ['d2'] }), { ...ofRun('d2', START), due: START });
    expect(line.messages).toEqual([
      [0, 1],
      [0, 1],
    ]);
  });
});

describe('a reminder', () => {
  it('waits for its time, also where other settings let everything else go', () => {
    const line = new Line(policyOf());
    const reminder = { of: 'd1', number: 1 };
    line.waiting.push(row('r1', { reminder, due: START + 30 * MINUTE_MS }));
    line.tell(true);
    expect(line.told).toEqual([]);
    line.passUntil(START + 30 * MINUTE_MS);
    expect(line.messages).toEqual([[30, 1]]);
  });

  it('starts no window', () => {
    const line = new Line(policyOf());
    line.add(row('r1', { reminder: { of: 'd1', number: 1 } }));
    line.add(row('d2'), row('r2', { reminder: { of: 'd1', number: 2 } }));
    expect(line.told).toHaveLength(3);
  });
});

describe('the memory of a turn', () => {
  it('stays small, and forgets first what was told longest ago', () => {
    let memory: Memory = NO_TURN;
    for (let index = 0; index < 700; index += 1) {
      memory = spoke(memory, { ...SET, group: `group ${index}` }, START + index * 1000);
    }
    expect(Object.keys(memory.said).length).toBeLessThanOrEqual(501);
    expect(memory.said['group 699']).toBeDefined();
    expect(memory.said['group 0']).toBeUndefined();
    expect(memory.spoken.every(({ at }) => at > START + 700_000 - HOUR_MS)).toBe(true);
  });

  it('does not grow with the texts and folders of groups', () => {
    const line = new Line(policyOf({}, { gate: { groupBy: ['text', 'folder'] } }));
    const address = { bucket: 'b', key: `${'deep/'.repeat(200)}a.png` };
    line.add(row('d1', { textKey: 'x'.repeat(5000), address }));
    expect(JSON.stringify(line.memory).length).toBeLessThan(500);
  });
});

it('forgets messages that were told more than an hour ago', () => {
  const hourMs = 3_600_000;
  const spoken = [hourMs + 1, hourMs - 1].map((ago) => ({ at: 10 * hourMs - ago, urgent: false }));
  const told = { group: 'g', urgent: false, everyMs: 0 };
  expect(spoke({ said: {}, spoken }, told, 10 * hourMs).spoken).toHaveLength(2);
});
