export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Plain values only: an object could carry detected text. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Writes one line. */
export type Write = (line: string) => void;

/** One JSON object per line. Never give it text detected in an image. */
export class Logger {
  readonly #write: Write;
  readonly #lowest: number;

  constructor(write: Write, level: LogLevel) {
    this.#write = write;
    this.#lowest = LOG_LEVELS.indexOf(level);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#log('info', message, fields);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#log('warn', message, fields);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#log('error', message, fields);
  }

  #log(level: LogLevel, message: string, fields: LogFields): void {
    if (LOG_LEVELS.indexOf(level) < this.#lowest) return;
    const timestamp = new Date().toISOString();
    this.#write(JSON.stringify({ timestamp, level: level.toUpperCase(), message, ...fields }));
  }
}
