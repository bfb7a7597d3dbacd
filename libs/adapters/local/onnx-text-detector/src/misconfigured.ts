import { GlyphwatchError } from '@glyphwatch/domain';

export function misconfigured(message: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('detector-misconfigured', message, { cause });
}
