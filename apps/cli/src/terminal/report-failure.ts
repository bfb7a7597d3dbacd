import { CommanderError } from 'commander';
import { EXIT } from './exit-codes.ts';
import type { Io } from './io.ts';

/** Failures that a person mends in the call, the settings or a rule file. */
const WRONG_CALLS: ReadonlySet<string> = new Set([
  'settings-invalid',
  'watchlist-invalid',
  'watchlist-unavailable',
  'detector-misconfigured',
  'store-misconfigured',
  'notifier-misconfigured',
]);

const NO_ROOM: ReadonlySet<string> = new Set(['ENOSPC', 'EFBIG', 'EDQUOT']);

/** Says once, on stderr, what stopped the command, and gives the exit code for it. */
export function reportFailure(error: unknown, { stderr }: Pick<Io, 'stderr'>): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.done : EXIT.invalid;
  const code = codeOf(error);
  // `glyphwatch … | head`: the reader has seen enough.
  if (code === 'EPIPE') return EXIT.done;
  stderr.write(`glyphwatch: ${messageOf(error, code)}\n`);
  return code !== undefined && WRONG_CALLS.has(code) ? EXIT.invalid : EXIT.failed;
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string'
    ? error.code
    : undefined;
}

function messageOf(error: unknown, code: string | undefined): string {
  if (code !== undefined && NO_ROOM.has(code))
    return 'The disk is full: make room, then run the same command again.';
  const message = error instanceof Error ? error.message : String(error);
  return escapeAllButNewlines(message);
}

/** Kept apart from the library that has more of this: `--help` loads this file, too. */
export function escapeAllButNewlines(text: string): string {
  return text.replace(
    /(?!\n)[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu,
    (control) => `\\u${control.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}
