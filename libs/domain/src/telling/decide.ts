import type { Delivery, DeliverySummary, FrozenSet, Silence, Turn } from './delivery.ts';
import { quietUntil, type QuietHours } from './quiet-hours.ts';
import { REMINDER } from './reminders.ts';
import { folderOf, groupOf, isUrgent, LONGEST_WINDOW_MS, type Policy } from './policy.ts';
import { highestSeverity, SEVERITIES, type Severity } from '../watchlist.ts';

const HOUR_MS = 3_600_000;
/** With more groups than this at once, one digest of everything says more than a message for each. */
const MAX_GROUPS_ALONE = 3;
/** A turn remembers this many groups, so that it stays small; what it forgets may be told once more. */
const MAX_SAID = 500;
/** A rule's own cooldown may be a day; what was told before no longer matters. */
const KEPT_MS = 48 * HOUR_MS;

/** The window that a digest of several groups starts is for all; urgent ones have their own. */
const EVERYTHING = '*';
const EVERYTHING_URGENT = '*urgent';

/** What lies further ahead was written before the clock was set back. */
const AHEAD_MS = 60_000;

/** What a row waits for, in words for people. */
export interface Wait {
  readonly until: number;
  readonly why: string;
}

export interface Postponed extends Wait {
  readonly row: Delivery;
}

/** What to tell next, in this order and as one message, and what has to wait. */
export interface Decision {
  readonly next?: {
    readonly rows: readonly Delivery[];
    readonly group: string;
    readonly severity?: Severity;
    readonly urgent: boolean;
    /** The group's first window. */
    readonly everyMs: number;
  };
  readonly later: readonly Postponed[];
}

/**
 * Decides what a channel is told now. Pure: who asks, in which order rows come and how often it is asked make no
 * difference. Nothing is dropped: a row is told or waits until a time.
 */
export function decide(
  turn: Pick<Turn, 'said' | 'spoken'>,
  due: readonly Delivery[],
  policy: Policy,
  now: number,
): Decision {
  const begun = new Set(
    due.flatMap((row) => (row.run && ownDue(row, now) <= now ? [row.run.id] : [])),
  );
  const judged = due.map((row) => {
    // A run is told as a whole as soon as one of its rows is due.
    const seen = row.run && begun.has(row.run.id) ? { ...row, due: now } : row;
    return { row, wait: waitOf(seen, turn, policy, now) };
  });
  const later = judged.flatMap(({ row, wait }) => (wait ? [{ row, ...wait }] : []));
  const free = judged.flatMap(({ row, wait }) => (wait ? [] : [row])).sort(mostUrgentFirst);
  const [first] = free;
  if (!first) return { later };
  const urgent = isUrgent(first);
  const ofKind = free.filter((row) => isUrgent(row) === urgent);
  const groups = new Set(ofKind.map((row) => groupOf(row, policy)));
  const isLast = spokenWithin(turn, urgent, now).length >= policy.channel.atMost - 1;
  // What a run found before it was known to be one ends with it, in one summary.
  const isEndOfRun = policy.isEnding === true && ofKind.some(({ run }) => run);
  const isAll = groups.size > MAX_GROUPS_ALONE || ((isLast || isEndOfRun) && groups.size > 1);
  const group = isAll ? everythingOf(urgent) : groupOf(first, policy);
  const rows = isAll ? ofKind : ofKind.filter((row) => groupOf(row, policy) === group);
  const severity = highestSeverity(rows.flatMap((row) => row.severity ?? []));
  const everyMs = isAll ? policy.channel.everyMs : firstWindow(first, policy);
  return { next: { rows, group, urgent, everyMs, ...(severity ? { severity } : {}) }, later };
}

/** Until when a row has to wait; `undefined` if it can be told now. */
export function waitOf(
  row: DeliverySummary & Partial<Timed>,
  turn: Pick<Turn, 'said' | 'spoken'>,
  policy: Policy,
  now: number,
): Wait | undefined {
  const waits = [
    ...policy.silences.flatMap((silence) => silenceWait(silence, row)),
    ...quietWaits(row, policy, now),
    ...ownWait(row, policy, now),
    ...windowWaits(row, turn, policy, now),
    ...limitWait(row, turn, policy, now),
  ];
  const [longest] = waits.filter(({ until }) => until > now).sort((a, b) => b.until - a.until);
  return longest;
}

/** What a turn remembers once `told` was told at `now`: windows and the messages of the last hour. */
export function spoke(
  turn: Pick<Turn, 'said' | 'spoken'>,
  told: Pick<FrozenSet, 'group' | 'severity' | 'urgent' | 'everyMs'>,
  now: number,
): Pick<Turn, 'said' | 'spoken'> {
  const { group, severity, urgent, everyMs } = told;
  const before = turn.said[group];
  const goesOn =
    before !== undefined &&
    isPast(before.at, now) &&
    now - before.at < 2 * windowMs(everyMs, before.times);
  const times = goesOn ? before.times + 1 : 1;
  return {
    said: {
      ...recent(turn.said, now),
      [group]: { at: now, times, ...(severity ? { severity } : {}) },
    },
    spoken: [...turn.spoken.filter(({ at }) => isWithinHour(at, now)), { at: now, urgent }],
  };
}

/** When a group that was just told may be told again, if nothing worse comes. */
export function nextAt(
  { said }: Pick<Turn, 'said'>,
  group: string,
  everyMs: number,
): number | undefined {
  const last = said[group];
  return last && last.at + windowMs(everyMs, last.times);
}

function everythingOf(urgent: boolean): string {
  return urgent ? EVERYTHING_URGENT : EVERYTHING;
}

function firstWindow(
  { run, reminder, ruleIds: [ruleId] }: DeliverySummary,
  policy: Policy,
): number {
  if (run || reminder) return 0;
  const cooldownMs = ruleId === undefined ? undefined : policy.ofRule(ruleId)?.cooldownMs;
  return cooldownMs ?? policy.channel.everyMs;
}

/** Doubles while it goes on. */
function windowMs(everyMs: number, times: number): number {
  return Math.min(everyMs * 2 ** (times - 1), Math.max(everyMs, LONGEST_WINDOW_MS));
}

/** Runs and reminders know themselves when they are to be told. */
function ownWait(row: DeliverySummary & Partial<Timed>, { isEnding }: Policy, now: number): Wait[] {
  const { run, reminder, due, addedAt = now } = row;
  if (due === undefined || !(run || reminder) || (run && isEnding)) return [];
  return [{ until: ownDue({ ...row, due, addedAt }, now), why: run?.name ?? REMINDER }];
}

type Timed = Pick<Delivery, 'due' | 'addedAt'>;

/** By when a run or a reminder was added: what it was postponed for may have ended. */
function ownDue({ run, reminder, due, addedAt }: DeliverySummary & Timed, now: number): number {
  if (!isPast(addedAt, now)) return now;
  const afterMs = run ? HOUR_MS : (reminder?.afterMs ?? Infinity);
  return Math.min(due, addedAt + afterMs);
}

function windowWaits(
  row: DeliverySummary,
  { said }: Pick<Turn, 'said'>,
  policy: Policy,
  now: number,
): Wait[] {
  if (row.run || row.reminder || policy.isEnding) return [];
  const windows = [
    { last: said[groupOf(row, policy)], everyMs: firstWindow(row, policy) },
    { last: said[everythingOf(isUrgent(row))], everyMs: policy.channel.everyMs },
  ];
  return windows.flatMap(({ last, everyMs }) => {
    if (!last || !isPast(last.at, now) || rankOf(row.severity) > rankOf(last.severity)) return [];
    return [{ until: last.at + windowMs(everyMs, last.times), why: 'told a short while ago' }];
  });
}

function quietWaits(row: DeliverySummary, policy: Policy, now: number): Wait[] {
  const [ruleId] = row.ruleIds;
  const ofRule = ruleId === undefined ? undefined : policy.ofRule(ruleId)?.quietHours;
  return [policy.channel.quietHours, ofRule].flatMap((hours) => quietWait(hours, row, now));
}

function quietWait(hours: QuietHours | undefined, row: DeliverySummary, now: number): Wait[] {
  if (!hours || (hours.except === 'critical' && isUrgent(row))) return [];
  const until = quietUntil(hours, now);
  return until === undefined ? [] : [{ until, why: 'quiet hours' }];
}

function silenceWait(silence: Silence, row: DeliverySummary): Wait[] {
  if (!isSilenced(row, silence) || (isUrgent(row) && !silence.evenIfCritical)) return [];
  return [{ until: silence.until, why: `silence ${silence.id} (${silence.by})` }];
}

const IN_SILENCE: Readonly<
  Record<Silence['of'], (row: DeliverySummary, value: string) => boolean>
> = {
  // All of its rules: another one may matter.
  rule: ({ ruleIds }, value) => ruleIds.length > 0 && ruleIds.every((id) => id === value),
  folder: (row, value) => {
    const folder = value.endsWith('/') ? value : `${value}/`;
    const inBucket = folderOf(row);
    return inBucket.startsWith(folder) || `${row.address.bucket}/${inBucket}`.startsWith(folder);
  },
  channel: ({ channel }, value) => channel === value,
};

function isSilenced(row: DeliverySummary, { of, value }: Silence): boolean {
  return IN_SILENCE[of](row, value);
}

/** Once the hour is full, the oldest message of the hour makes room. */
function limitWait(
  row: DeliverySummary,
  turn: Pick<Turn, 'spoken'>,
  { channel: { atMost } }: Policy,
  now: number,
): Wait[] {
  const times = spokenWithin(turn, isUrgent(row), now);
  const oldest = times[times.length - atMost];
  return oldest === undefined
    ? []
    : [{ until: oldest + HOUR_MS, why: `${atMost} messages an hour` }];
}

/** Times of the hour's messages, oldest first. */
function spokenWithin({ spoken }: Pick<Turn, 'spoken'>, urgent: boolean, now: number): number[] {
  const ofKind = spoken.filter((one) => one.urgent === urgent && isWithinHour(one.at, now));
  return ofKind.map(({ at }) => at).sort((a, b) => a - b);
}

function isWithinHour(at: number, now: number): boolean {
  return isPast(at, now) && now - at < HOUR_MS;
}

function isPast(at: number, now: number): boolean {
  return at <= now + AHEAD_MS;
}

/** The clock was set back since: what was to wait until then is decided again. */
export function isAhead({ said, spoken }: Pick<Turn, 'said' | 'spoken'>, now: number): boolean {
  return [...Object.values(said), ...spoken].some(({ at }) => !isPast(at, now));
}

/** Without what was told before the clock was set back. */
export function withoutAhead(
  { said, spoken }: Pick<Turn, 'said' | 'spoken'>,
  now: number,
): Pick<Turn, 'said' | 'spoken'> {
  return {
    said: Object.fromEntries(Object.entries(said).filter(([, { at }]) => isPast(at, now))),
    spoken: spoken.filter(({ at }) => isPast(at, now)),
  };
}

/** Without what ended so long ago that the next window starts anew. */
function recent(said: Turn['said'], now: number): Turn['said'] {
  const kept = Object.entries(said).filter(([, { at }]) => isPast(at, now) && now - at < KEPT_MS);
  return Object.fromEntries(kept.sort(([, a], [, b]) => b.at - a.at).slice(0, MAX_SAID));
}

function mostUrgentFirst(a: Delivery, b: Delivery): number {
  return rankOf(b.severity) - rankOf(a.severity) || a.addedAt - b.addedAt || (a.id < b.id ? -1 : 1);
}

function rankOf(severity: Severity | undefined): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity);
}
