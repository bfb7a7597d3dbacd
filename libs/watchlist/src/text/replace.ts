import { RE2JS, type Matcher } from 're2js';
import type { Replacement } from '../rule.ts';
import { FlowDraft } from './flow-draft.ts';

export interface Replacer {
  readonly expression: RE2JS;
  readonly with: string;
}

/** Hits of one replacement in one line; the rest of the line stays as detected. */
const MAX_HITS = 1000;
const REFERENCE = /\$(?:(\$)|(\d))/g;

export function compileReplacements(replacements: readonly Replacement[]): readonly Replacer[] {
  return replacements.map(({ pattern, with: by }) => ({
    expression: RE2JS.compile(pattern),
    with: by,
  }));
}

/** Rewrites a line; each new character has the origin of the characters that it replaces. */
export function applyReplacements(line: FlowDraft, replacers: readonly Replacer[]): FlowDraft {
  return replacers.reduce(applyReplacement, line);
}

function applyReplacement(line: FlowDraft, { expression, with: by }: Replacer): FlowDraft {
  const matcher = expression.matcher(line.text);
  const result = new FlowDraft(line.length);
  let done = 0;
  for (let hits = 0; hits < MAX_HITS && matcher.find(); hits++) {
    const [start, end] = [matcher.start(), matcher.end()];
    if (end === start) continue;
    result.copy(line, done, start);
    const text = by.replace(REFERENCE, (_, dollar?: string, group?: string) =>
      dollar ? '$' : groupOf(matcher, Number(group)),
    );
    for (let unit = 0; unit < text.length; unit++) {
      result.putFor(line, Math.min(start + unit, end - 1), text.charCodeAt(unit));
    }
    done = end;
  }
  result.copy(line, done, line.length);
  return result;
}

function groupOf(matcher: Matcher, group: number): string {
  return group <= matcher.groupCount() ? (matcher.group(group) ?? '') : '';
}
