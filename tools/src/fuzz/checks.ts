import { isGlyphwatchError, isRecord, type DetectedLine, type Point } from '@glyphwatch/domain';
import { ensure } from './fuzz-target.ts';

/** Stands in the corpus wherever others write: a message must not quote it. */
export const CANARY = 'canary';

const RAW = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;

/** Runs it; the project's own errors are answers, any other is thrown. `check` gets the message of an own error. */
export async function ownErrorsOnly<T>(
  run: () => T | Promise<T>,
  check: (message: string) => void = quotesNothing,
): Promise<T | undefined> {
  try {
    return await run();
  } catch (error) {
    if (!isGlyphwatchError(error)) throw error;
    check(error.message);
    return undefined;
  }
}

export function quotesNothing(message: string): void {
  ensure(!message.toLowerCase().includes(CANARY), `a message quotes what was read: ${message}`);
  isPrintable(message);
}

/** Several lines, none with a character that controls a terminal. */
export function isPrintable(text: string): void {
  ensure(!RAW.test(text.replaceAll('\n', '')), `raw characters in ${JSON.stringify(text)}`);
}

export function jsonOf(input: Buffer): unknown {
  try {
    return JSON.parse(input.toString('utf8'));
  } catch {
    return undefined;
  }
}

export function recordOf(input: Buffer): Readonly<Record<string, unknown>> | undefined {
  const value = jsonOf(input);
  return isRecord(value) ? value : undefined;
}

/** Text, confidences from 0 to 1, and places inside the image, for every line and word. */
export function areLines(lines: readonly DetectedLine[]): void {
  for (const line of lines) {
    for (const { text, confidence, box, polygon } of [line, ...line.words]) {
      ensure(typeof text === 'string', `a text is a ${typeof text}`);
      ensure(confidence >= 0 && confidence <= 1, `confidence ${confidence}`);
      const corners: Point[] = [
        { x: box.left, y: box.top },
        { x: box.width, y: box.height },
        ...polygon,
      ];
      for (const { x, y } of corners)
        ensure(x >= 0 && x <= 1 && y >= 0 && y <= 1, `a place at ${x}, ${y}`);
    }
  }
}
