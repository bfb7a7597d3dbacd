import { type Deliveries, type Delivery, hasErrorCode, type Untold } from '@glyphwatch/domain';
import { type Debug, failureText } from '../terminal/failure-text.ts';
import { count, showText } from '../terminal/show.ts';

/** Counting more would take long, and the number would not matter. */
const MOST_COUNTED = 1000;

/** What waits to be told, and which channels failed: each is said once, with a count, and not for every image. */
export class UntoldNews {
  /** By channel, the last failure. */
  readonly #failures = new Map<string, unknown>();
  #lastNews = '';

  note(failures: readonly Untold[]): void {
    for (const { channel, error } of failures) this.#failures.set(channel, error);
  }

  /** What waits, and channels that failed for good; forgets those that were told since. */
  async news(deliveries: Pick<Deliveries, 'list'>, debug: Debug): Promise<readonly string[]> {
    const { items } = await deliveries.list({ state: 'waiting', limit: MOST_COUNTED });
    const byChannel = [...Map.groupBy(items, ({ channel }) => channel)].sort();
    const texts = byChannel.flatMap(([channel, rows]) => this.#textsOf(channel, rows, debug));
    for (const [channel, failure] of this.#failures) {
      if (items.some((row) => row.channel === channel)) continue;
      const text = await endOf(channel, failure, deliveries, debug);
      if (text === undefined) this.#failures.delete(channel);
      else texts.push(text);
    }
    const all = texts.join('\n');
    if (all === this.#lastNews) return [];
    this.#lastNews = all;
    return texts;
  }

  /** How many channels could not be told. */
  get failed(): number {
    return this.#failures.size;
  }

  #textsOf(channel: string, rows: readonly Delivery[], debug: Debug): string[] {
    const failure = this.#failures.get(channel);
    if (failure !== undefined) {
      const are = rows.length === 1 ? 'is' : 'are';
      const what = `${count(rows.length, 'notification')} ${are} still to be sent`;
      return [
        `channel ${channel}: ${what}; the next run tries again. ${failureText(failure, debug)}`,
      ];
    }
    const byReason = [...Map.groupBy(rows, ({ why }) => why)].sort(
      ([, a], [, b]) => b.length - a.length,
    );
    return byReason.map(([why = 'until the next run', some]) => {
      const wait = some.length === 1 ? 'waits' : 'wait';
      return `channel ${channel}: ${count(some.length, 'notification')} ${wait}: ${showText(why)}`;
    });
  }
}

/** What will not be sent again by itself, of a channel for which nothing waits; `undefined` if it was told since. */
async function endOf(
  channel: string,
  failure: unknown,
  deliveries: Pick<Deliveries, 'list'>,
  debug: Debug,
): Promise<string | undefined> {
  const { items } = await deliveries.list({ channel, state: 'refused', limit: MOST_COUNTED });
  const why = failureText(failure, debug);
  if (items.length > 0) {
    const are = items.length === 1 ? 'is' : 'are';
    return `channel ${channel}: ${count(items.length, 'notification')} ${are} given up; to send again: glyphwatch deliveries retry --channel ${channel}. ${why}`;
  }
  if (hasErrorCode(failure, 'notifier-unavailable')) return undefined;
  return `channel ${channel}: somebody will not get the message. ${why}`;
}
