import { maskDetection, type Result } from '@glyphwatch/domain';

/** Masked, so that a search cannot find what a sensitive rule matched; `undefined` if there is nothing to find. */
export function indexedText({
  detection,
  ruleMatches,
}: Pick<Result, 'detection' | 'ruleMatches'>): string | undefined {
  if (!detection || detection.lines.length === 0) return undefined;
  return maskDetection(detection, ruleMatches)
    .lines.map(({ text }) => text)
    .join('\n');
}
