import { GlyphwatchError, type Notification, type Notifier } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import type { Output } from '@glyphwatch/provider';
import { blockOf } from './block-of.ts';

export interface ConsoleNotifierOptions {
  /** `text` (default) a block for people · `jsonl` one line of JSON for programs */
  readonly format?: 'text' | 'jsonl';
  /** Escape sequences for colours, only in `text`. Default: none. */
  readonly color?: boolean;
}

/** Writes each notification to a stream; a name or text from outside never acts on the terminal. */
export class ConsoleNotifier implements Notifier {
  readonly #output: Output;
  readonly #options: ConsoleNotifierOptions;

  constructor(output: Output, options: ConsoleNotifierOptions = {}) {
    this.#output = output;
    this.#options = options;
  }

  async notify(notification: Notification): Promise<void> {
    const { format = 'text', color = false } = this.#options;
    const text =
      format === 'jsonl' ? `${printableJson(notification)}\n` : blockOf(notification, color);
    try {
      await write(this.#output, text);
    } catch (cause) {
      throw new GlyphwatchError(
        'notifier-unavailable',
        'The console took no more output. See that the program reading it is still running.',
        { cause },
      );
    }
  }
}

function write(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // A closed pipe is told twice: to the callback and, a moment later, as an event that ends the process if unheard.
    const ignore = (): void => undefined;
    output.on('error', ignore);
    output.write(text, (error) => {
      setImmediate(() => output.off('error', ignore));
      if (error) reject(error);
      else resolve();
    });
  });
}
