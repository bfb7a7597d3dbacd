import { GlyphwatchError, type LinkTo, type Notification, type Notifier } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import type { Output } from '@glyphwatch/provider';
import { blockOf } from './block-of.ts';

export interface ConsoleNotifierOptions {
  /** `text` (default) a block for people · `jsonl` one line of JSON for programs */
  readonly format?: 'text' | 'jsonl';
  /** Colours, only in `text`. Default: none. */
  readonly color?: boolean;
  /** Where readers open the picture, only in `text`. */
  readonly linkTo?: LinkTo;
}

/** Writes each notification to a stream; no file name or detected text can control the terminal. */
export class ConsoleNotifier implements Notifier {
  readonly #output: Output;
  readonly #options: ConsoleNotifierOptions;

  constructor(output: Output, options: ConsoleNotifierOptions = {}) {
    this.#output = output;
    this.#options = options;
  }

  async notify(notification: Notification): Promise<void> {
    const text = await this.#textOf(notification);
    try {
      await write(this.#output, text);
    } catch (cause) {
      throw new GlyphwatchError(
        'notifier-unavailable',
        'The console no longer accepts output. Check that the program reading it is still running.',
        { cause },
      );
    }
  }

  async #textOf(notification: Notification): Promise<string> {
    const { format = 'text', color = false, linkTo } = this.#options;
    if (format === 'jsonl') return `${printableJson(notification)}\n`;
    return blockOf(notification, color, await linkTo?.(notification));
  }
}

function write(output: Output, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    // A closed pipe fails twice: in the callback and, a moment later, as an event that ends the process if unhandled.
    const ignore = (): void => undefined;
    output.on('error', ignore);
    output.write(text, (error) => {
      setImmediate(() => output.off('error', ignore));
      if (error) reject(error);
      else resolve();
    });
  });
}
