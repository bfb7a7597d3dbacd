import type { DeliverySummary, Silence } from './delivery.ts';
import type { QuietHours } from './quiet-hours.ts';
import type { GroupField, RuleTelling } from './rule-telling.ts';
import type { Severity } from '../watchlist.ts';

/** `grouped`: few messages, digests · `each`: every notification at once, for machines */
export const TELL = ['grouped', 'each'] as const;
export type Tell = (typeof TELL)[number];

/** Reminders until somebody judged the match, by severity, milliseconds. */
export type Reminders = Readonly<Partial<Record<Severity, number>>>;

/** How a channel wants to be told. */
export interface ChannelTelling {
  readonly tell: Tell;
  /** The first window between two messages about the same group, milliseconds. */
  readonly everyMs: number;
  /** Messages an hour; critical ones have as many of their own. */
  readonly atMost: number;
  readonly quietHours?: QuietHours;
  readonly remind?: Reminders;
  /** Who is told if nobody has judged a match for so long; needs no reminders. */
  readonly escalate?: { readonly afterMs: number; readonly to: string };
}

/** How rules want to be told. */
export interface RuleWishes {
  /** With another one, what waits is decided again. */
  readonly version: string;
  ofRule(ruleId: string): RuleTelling | undefined;
}

/** All that decides when a delivery of a channel is told. */
export interface Policy extends Pick<RuleWishes, 'ofRule'> {
  readonly channel: ChannelTelling;
  readonly silences: readonly Silence[];
  /** Nobody may come back soon: windows and the ends of runs are not waited for. */
  readonly isEnding?: boolean;
}

export const DEFAULT_EVERY_MS = 15 * 60_000;
/** Windows double up to this, or to what was asked for. */
export const LONGEST_WINDOW_MS = 3_600_000;

/** A turn remembers hundreds of groups, so a folder counts only with its end. */
const MAX_FIELD = 100;

const SHOWN: Readonly<Record<GroupField, (row: DeliverySummary) => string>> = {
  ruleId: ({ ruleIds }) => ruleIds[0] ?? '',
  severity: ({ severity }) => severity ?? '',
  bucket: ({ address }) => address.bucket,
  folder: (row) => folderOf(row),
  text: ({ textKey }) => textKey ?? '',
};

/** `signs/old/` of `signs/old/gate.png`; empty at the top. */
export function folderOf({ address }: Pick<DeliverySummary, 'address'>): string {
  return address.key.slice(0, address.key.lastIndexOf('/') + 1);
}

/** Told apart from everything else. */
export function isUrgent({ severity }: Pick<DeliverySummary, 'severity'>): boolean {
  return severity === 'critical';
}

/** Deliveries of one channel with equal groups are the same for people. */
export function groupOf(row: DeliverySummary, policy: Policy): string {
  const group = groupOfAny(row, policy);
  return isUrgent(row) ? `urgent ${group}` : group;
}

function groupOfAny(row: DeliverySummary, policy: Policy): string {
  const { run, reminder, kind, ruleIds } = row;
  if (run) return `run ${run.id}`;
  if (reminder) return `reminder ${reminder.of}`;
  const [ruleId] = ruleIds;
  if (ruleId === undefined) return kind;
  const fields = policy.ofRule(ruleId)?.groupBy ?? ['ruleId'];
  return JSON.stringify(fields.map((field) => SHOWN[field](row).slice(-MAX_FIELD)));
}

/** Every notification at once. */
export const TELL_EACH: ChannelTelling = { tell: 'each', everyMs: DEFAULT_EVERY_MS, atMost: 60 };
