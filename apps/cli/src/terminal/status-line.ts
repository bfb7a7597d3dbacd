import { clearLine, cursorTo } from 'node:readline';
import type { Output as NotifierOutput } from '@glyphwatch/console-notifier';
import { escapeControls } from '@glyphwatch/document-reader';
import type { Output } from './io.ts';

/** Shorter runs end before anybody wants to see progress. */
const QUIET_MS = 2_000;

/** Writes messages to stderr, and on a terminal keeps a progress line below them. */
export class StatusLine {
  readonly #output: Output;
  readonly #clock: () => number;
  readonly #startedAt: number;
  #total: number | undefined;
  #done = 0;
  #isShown = false;

  constructor(output: Output, clock: () => number) {
    this.#output = output;
    this.#clock = clock;
    this.#startedAt = clock();
  }

  expect(total: number): void {
    this.#total = total;
  }

  advance(): void {
    this.#done += 1;
    const elapsed = this.#clock() - this.#startedAt;
    if (elapsed >= QUIET_MS) this.show(progressLine(this.#done, this.#total, elapsed));
  }

  /** As the progress line, until the next one: nothing if this is no terminal. */
  show(progress: string): void {
    if (!this.#output.isTTY) return;
    this.clear();
    this.#output.write(progress);
    this.#isShown = true;
  }

  say(text: string): void {
    this.clear();
    const lines = text.split('\n').map(escapeControls);
    this.#output.write(`glyphwatch: ${lines.join('\n')}\n`);
  }

  /** For others who write to stderr: clears the progress line first. */
  readonly output: NotifierOutput = {
    write: (text, done) => {
      this.clear();
      return this.#output.write(text, done);
    },
    on: (event, listener) => this.#output.on(event, listener),
    off: (event, listener) => this.#output.off(event, listener),
  };

  /** Call before anything is written to stdout, which may be the same terminal. */
  clear(): void {
    if (!this.#isShown) return;
    cursorTo(this.#output, 0);
    clearLine(this.#output, 0);
    this.#isShown = false;
  }
}

export function progressLine(done: number, total: number | undefined, elapsedMs: number): string {
  const rate = done / (elapsedMs / 1000);
  const speed = `${rate.toFixed(1)} images/s`;
  if (total === undefined || total < done) return `${done} images · ${speed}`;
  const left = inWords((total - done) / rate);
  return `${done} of ${total} images · ${speed} · ${left} left`;
}

function inWords(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  const minutes = Math.floor(whole / 60);
  return minutes < 60
    ? `${minutes} min ${whole % 60} s`
    : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
