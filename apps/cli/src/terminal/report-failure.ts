import { CommanderError } from 'commander';
import { causesOf } from './causes-of.ts';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Failures that the user has to fix before running the command again. */
const INVALID: ReadonlySet<string> = new Set([
  'settings-invalid',
  'watchlist-invalid',
  'watchlist-unavailable',
  'detector-misconfigured',
  'store-misconfigured',
  'store-missing',
  'notifier-misconfigured',
]);

const DISK_FULL: ReadonlySet<string> = new Set(['ENOSPC', 'EFBIG', 'EDQUOT']);

/** The one place that prints an error; returns the exit code for it. */
export function reportFailure(
  error: unknown,
  { stderr, debug }: Pick<Io, 'stderr' | 'debug'>,
): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.invalid;
  const code = codeOf(error);
  // `glyphwatch … | head` closes the pipe early, which is no failure.
  if (code === 'EPIPE') return EXIT.done;
  const lines = [messageOf(error, code), ...(debug ? causesOf(error) : [])];
  stderr.write(`glyphwatch: ${escapeAllButNewlines(lines.join('\n'))}\n`);
  return code !== undefined && INVALID.has(code) ? EXIT.invalid : EXIT.failed;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

function messageOf(error: unknown, code: string | undefined): string {
  if (code !== undefined && DISK_FULL.has(code))
    return 'The disk is full. Free some space, then run the same command again.';
  return error instanceof Error ? error.message : String(error);
}

/** Not from `document-reader`, because `--help` loads this file and should load no more than it needs. */
export function escapeAllButNewlines(text: string): string {
  return text.replace(
    /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
