import { maskText, type Match } from '@glyphwatch/domain';
import type { CompiledRule } from './compiled-rule.ts';
import type { Scene } from './judge.ts';

/** A match as reports show it: what a sensitive rule found is masked, even in a match of another rule. */
export function maskMatch(
  match: Match,
  words: readonly number[],
  { rule }: CompiledRule,
  scene: Scene,
): Match {
  if (scene.isRevealed) return match;
  if (!rule.sensitive) return maskHidden(match, words, scene);
  const { value, text, context } = match;
  // The value of a literal rule is the text to be masked.
  const masked = { value: maskText(value), text: maskText(text), context: maskText(context) };
  return { ...match, ...masked, foldedPositions: [] };
}

function maskHidden(match: Match, words: readonly number[], scene: Scene): Match {
  const context = match.lines.map((line) => contextOf(line - 1, scene)).join('\n');
  if (!words.some(scene.isHidden)) return { ...match, context };
  return { ...match, text: maskText(match.text), context, foldedPositions: [] };
}

function contextOf(line: number, { page, isHidden: isHiddenWord }: Scene): string {
  const first = page.words.first[line] ?? 0;
  const words = page.words.inLine(line);
  const isHidden = (index: number): boolean => isHiddenWord(first + index);
  if (!words.some((_, index) => isHidden(index))) return page.detection.lines[line]?.text ?? '';
  return words.map(({ text }, index) => (isHidden(index) ? maskText(text) : text)).join(' ');
}
