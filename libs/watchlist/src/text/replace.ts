import { RE2JS } from 're2js';
import type { Replacement } from '../rule.ts';
import type { LineDraft } from './flow-text.ts';

export interface Replacer {
  readonly expression: RE2JS;
  readonly with: string;
}

/** Hits of one replacement in one line; what comes after stays as it was read. */
const MOST_HITS = 1000;
const REFERENCE = /\$(?:(\$)|(\d))/g;

export function compileReplacements(replacements: readonly Replacement[]): readonly Replacer[] {
  return replacements.map(({ pattern, with: by }) => ({
    expression: RE2JS.compile(pattern),
    with: by,
  }));
}

/** Rewrites a line in the given order; a new character stands for what was read where the old ones stood. */
export function applyReplacements(draft: LineDraft, replacers: readonly Replacer[]): void {
  for (const replacer of replacers) applyReplacement(draft, replacer);
}

function applyReplacement(draft: LineDraft, { expression, with: by }: Replacer): void {
  const matcher = expression.matcher(draft.text);
  const result: LineDraft = { text: '', word: [], from: [], to: [] };
  let done = 0;
  for (let hits = 0; hits < MOST_HITS && matcher.find(); hits++) {
    const start = matcher.start();
    const end = matcher.end();
    if (end === start) continue;
    copy(draft, done, start, result);
    const text = by.replace(REFERENCE, (_, dollar?: string, group?: string) =>
      dollar
        ? '$'
        : Number(group) <= matcher.groupCount()
          ? (matcher.group(Number(group)) ?? '')
          : '',
    );
    write(draft, start, end, text, result);
    done = end;
  }
  if (done === 0) return;
  copy(draft, done, draft.text.length, result);
  Object.assign(draft, result);
}

function copy(draft: LineDraft, start: number, end: number, result: LineDraft): void {
  result.text += draft.text.slice(start, end);
  for (let at = start; at < end; at++) put(draft, at, result);
}

function write(
  draft: LineDraft,
  start: number,
  end: number,
  text: string,
  result: LineDraft,
): void {
  result.text += text;
  for (let unit = 0; unit < text.length; unit++)
    put(draft, Math.min(start + unit, end - 1), result);
}

function put(draft: LineDraft, at: number, result: LineDraft): void {
  result.word.push(draft.word[at] ?? -1);
  result.from.push(draft.from[at] ?? 0);
  result.to.push(draft.to[at] ?? 0);
}
