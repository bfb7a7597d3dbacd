import { GlyphwatchError } from '@glyphwatch/domain';

/** What the user has to correct before running the command again. */
export function invalid(message: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('settings-invalid', message, { cause });
}
