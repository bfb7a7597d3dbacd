export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** Only what can go to a log: no objects whose fields somebody adds to later. */
export type LogFields = Readonly<
  Record<string, string | number | boolean | readonly string[] | undefined>
>;

/** Writes one line. */
export type Write = (line: string) => void;

/** One JSON object per line. Text that was detected in an image is never given to it. */
export class Logger {
  readonly #write: Write;
  readonly #least: number;

  constructor(write: Write, level: LogLevel) {
    this.#write = write;
    this.#least = LOG_LEVELS.indexOf(level);
  }

  log(level: LogLevel, message: string, fields: LogFields = {}): void {
    if (LOG_LEVELS.indexOf(level) < this.#least) return;
    const timestamp = new Date().toISOString();
    this.#write(JSON.stringify({ timestamp, level: level.toUpperCase(), message, ...fields }));
  }
}
