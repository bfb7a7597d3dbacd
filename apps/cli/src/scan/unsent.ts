import { eachFailure, type Notification, type Notifier } from '@glyphwatch/domain';
import { type Debug, failureText, unsentText } from '../terminal/failure-text.ts';
import { count } from '../terminal/show.ts';
import type { StatusLine } from '../terminal/status-line.ts';

/** What channels did not accept, so that each is reported once, with a count, and not for every image. */
export class Unsent {
  /** By channel and notification, the last failure. */
  readonly #waiting = new Map<string, Map<string, unknown>>();
  readonly #noted = new WeakSet();
  #lastNews = '';

  /** Forgets a notification again once it was sent. */
  noting(channel: string, notifier: Notifier): Notifier {
    const waiting = new Map<string, unknown>();
    this.#waiting.set(channel, waiting);
    return {
      notify: async (notification: Notification) => {
        try {
          await notifier.notify(notification);
          waiting.delete(notification.id);
        } catch (error) {
          waiting.set(notification.id, error);
          if (error instanceof Error) this.#noted.add(error);
          throw error;
        }
      },
    };
  }

  /** Whether `news` tells of it. */
  has(failure: unknown): boolean {
    return failure instanceof Error && this.#noted.has(failure);
  }

  /** For each channel and failure one text; none if nothing has changed since the last call. */
  news(debug: Debug): readonly string[] {
    const texts = [...this.#waiting].flatMap(([channel, waiting]) =>
      [...countByText(waiting.values(), debug)].map(([text, number]) => {
        const are = number === 1 ? 'is' : 'are';
        const what = `${count(number, 'notification')} ${are} still to be sent`;
        return `channel ${channel}: ${what}; the next run tries again. ${text}`;
      }),
    );
    const all = texts.join('\n');
    if (all === this.#lastNews) return [];
    this.#lastNews = all;
    return texts;
  }
}

function countByText(failures: Iterable<unknown>, debug: Debug): Map<string, number> {
  const counts = new Map<string, number>();
  for (const failure of failures) {
    const text = failureText(failure, debug);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return counts;
}

/** Failures of channels are told once for all images, so here only others, such as those of the store. */
export function sayUnsent(
  { statusLine, unsent }: { readonly statusLine: Pick<StatusLine, 'say'>; readonly unsent: Unsent },
  image: string,
  error: unknown,
  debug: Debug,
): void {
  for (const failure of eachFailure(error)) {
    if (!unsent.has(failure)) statusLine.say(unsentText(image, failure, debug));
  }
}
