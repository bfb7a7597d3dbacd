import { type Delivery, HELD } from '@glyphwatch/domain';
import { count, showText } from '../../terminal/show.ts';

const MAX_RULES = 3;

interface Row {
  readonly at: number;
  readonly channel: string;
  readonly state: string;
  readonly what: string;
  readonly why: string;
}

/** Deliveries of one message, or that wait for the same, on one line; the newest first. */
export function deliveryTable(deliveries: readonly Delivery[]): string {
  if (deliveries.length === 0) return 'No deliveries.\n';
  const rows = [...Map.groupBy(deliveries, lineOf).values()].map(rowOf).sort((a, b) => b.at - a.at);
  const width = (cell: (row: Row) => string): number =>
    Math.max(...rows.map((row) => cell(row).length));
  const [channels, whats] = [width(({ channel }) => channel), width(({ what }) => what)];
  return rows
    .map(({ at, channel, state, what, why }) =>
      [timeOf(at), channel.padEnd(channels), state.padEnd(9), what.padEnd(whats), why]
        .join('  ')
        .trimEnd(),
    )
    .join('\n')
    .concat('\n');
}

function lineOf({ channel, state, message, why = '', error = '', reminder }: Delivery): string {
  return JSON.stringify([channel, state, state === 'told' ? message : [why, error, !reminder]]);
}

function rowOf(deliveries: readonly Delivery[]): Row {
  const [first] = [...deliveries].sort((a, b) => a.due - b.due);
  if (!first) throw new Error('a line stands for at least one delivery');
  const { channel, state } = first;
  const at = Math.max(...deliveries.map(({ addedAt, endedAt = addedAt }) => endedAt));
  return { at, channel: showText(channel), state, what: whatOf(deliveries), why: whyOf(first) };
}

/** `12 of gate, 2 of door`; `3 reminders of gate` */
function whatOf(deliveries: readonly Delivery[]): string {
  const byRule = [...Map.groupBy(deliveries, ({ ruleIds: [id], kind }) => id ?? kind)]
    .map(([rule, some]) => [rule, some.length] as const)
    .sort(([, a], [, b]) => b - a);
  const areReminders = deliveries[0]?.reminder !== undefined;
  const shown = byRule
    .slice(0, MAX_RULES)
    .map(([rule, n]) => `${areReminders ? count(n, 'reminder') : n} of ${showText(rule)}`);
  const left = byRule.length - shown.length;
  return [...shown, ...(left > 0 ? [`${count(left, 'more rule')}`] : [])].join(', ');
}

function whyOf({ state, why, error, due, by, attempts, reminder }: Delivery): string {
  if (state === 'withdrawn') return `by ${showText(by ?? '')}: ${showText(why ?? '')}`;
  if (state === 'refused') return showText(error ?? '');
  const failed = attempts > 0 && error !== undefined ? `: ${showText(error)}` : '';
  if (state === 'told' && error !== undefined) return `not to everybody: ${showText(error)}`;
  // A delivery that is told alone waited for nothing.
  if (state === 'told') return why === undefined || why === HELD ? '' : `waited: ${showText(why)}`;
  if (why === undefined) return `until the next run${failed}`;
  return `${showText(why)}, ${reminder ? 'next' : 'until'} ${timeOf(due)}${failed}`;
}

function timeOf(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
