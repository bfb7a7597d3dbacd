import {
  GlyphwatchError,
  type LinkTo,
  type Locale,
  type Message,
  type Notifier,
} from '@glyphwatch/domain';
import { linksOf, printableJson } from '@glyphwatch/notification-text';
import type { Output } from '@glyphwatch/provider';
import { blockOf } from './block-of.ts';

export interface ConsoleNotifierOptions {
  /** `text` (default) a block for people · `jsonl` one line of JSON for programs */
  readonly format?: 'text' | 'jsonl';
  /** Colours, only in `text`. Default: none. */
  readonly color?: boolean;
  /** Where readers open the picture, only in `text`. */
  readonly linkTo?: LinkTo | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
}

/** Writes each message to a stream; no file name or detected text can control the terminal. */
export class ConsoleNotifier implements Notifier {
  readonly #output: Output;
  readonly #options: ConsoleNotifierOptions;

  constructor(output: Output, options: ConsoleNotifierOptions = {}) {
    this.#output = output;
    this.#options = options;
  }

  async notify(message: Message): Promise<void> {
    const text = await this.#textOf(message);
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

  async #textOf(message: Message): Promise<string> {
    const { format = 'text', color = false, linkTo, locale } = this.#options;
    if (format === 'jsonl') return `${printableJson(message)}\n`;
    return blockOf(message, color, { locale, links: await linksOf(message, linkTo) });
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
