import {
  foldAccents,
  isPurgeable,
  maskDetection,
  type Result,
  type ResultQuery,
} from '../index.ts';

export function satisfies(result: Result, query: ResultQuery): boolean {
  const { status, ruleId, text = '', fragments = [], purgeable, where } = query;
  if (status !== undefined && result.status !== status) return false;
  if (ruleId !== undefined && !result.ruleMatches.some((rule) => rule.ruleId === ruleId)) {
    return false;
  }
  if (purgeable && !isPurgeable(result)) return false;
  return shows(result, text, fragments) && (where === undefined || where(result));
}

function shows(
  { detection, ruleMatches }: Result,
  text: string,
  fragments: readonly string[],
): boolean {
  const lines = detection ? maskDetection(detection, ruleMatches).lines : [];
  const shown = new Set(lines.flatMap((line) => wordsOf(line.text)));
  return (
    wordsOf(text).every((word) => shown.has(word)) &&
    fragments.every((one) => lines.some((line) => folded(line.text).includes(folded(one))))
  );
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

function folded(text: string): string {
  return foldAccents(text).toLowerCase();
}
