import type { DetectedLine, TextDetection } from './text-detection.ts';
import type { RuleMatch } from './watchlist.ts';

const MASK = '••••';
/** Shorter texts are masked completely. */
const SHORTEST_HINTED_LENGTH = 12;
const HINT_LENGTH = 4;

/** `AKIAIOSFODNN7EXAMPLE` → `AKIA••••`: enough to tell findings apart, too little to use. */
export function maskText(text: string): string {
  const characters = [...text];
  const hint = characters.length >= SHORTEST_HINTED_LENGTH ? characters.slice(0, HINT_LENGTH) : [];
  return hint.join('') + MASK;
}

/** The words that a sensitive rule matched, as `line/word` indices into the detection. */
export function hiddenWords(ruleMatches: readonly RuleMatch[]): ReadonlySet<string> {
  const hidden = ruleMatches
    .filter(({ sensitive }) => sensitive)
    .flatMap(({ matches }) => matches.flatMap(({ words }) => words));
  return new Set(hidden.map(([line, word]) => `${line}/${word}`));
}

/** The detection with the words masked that a sensitive rule matched. */
export function maskDetection(
  detection: TextDetection,
  ruleMatches: readonly RuleMatch[],
): TextDetection {
  const hidden = hiddenWords(ruleMatches);
  if (hidden.size === 0) return detection;
  const lines = detection.lines.map((line, index) =>
    maskWords(line, (word) => hidden.has(`${index}/${word}`)),
  );
  return { ...detection, lines };
}

function maskWords(line: DetectedLine, isHidden: (word: number) => boolean): DetectedLine {
  if (!line.words.some((_, index) => isHidden(index))) return line;
  const words = line.words.map((word, index) =>
    isHidden(index) ? { ...word, text: maskText(word.text) } : word,
  );
  return { ...line, words, text: words.map(({ text }) => text).join(' ') };
}
