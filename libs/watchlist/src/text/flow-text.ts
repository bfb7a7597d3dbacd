import type { DetectedWord } from '@glyphwatch/domain';
import { normalisePieces } from './normalise.ts';
import { applyReplacements, type Replacer } from './replace.ts';
import { FlowDraft, NO_WORD } from './flow-draft.ts';
import type { PageWords } from './page-words.ts';

/**
 * The whole normalised text, words joined by a space and lines by a newline, with the way back for every character:
 *
 *     detection   line 0 "“KEEP”" "OUT"      line 1 "10 ㎞"
 *     text        " K E E P " ␣ O U T ⏎ 1 0 ␣ k m
 *     word        0 0 0 0 0 0 - 1 1 1 - 2 2 - 3 3
 *     from…to     where in that word, as read
 */
export interface FlowText {
  readonly text: string;
  /** Index into the page's words, NO_WORD between words. */
  readonly word: Int32Array;
  readonly from: Int32Array;
  readonly to: Int32Array;
  /** Where each line begins, and one past the last line's end. */
  readonly lineStart: readonly number[];
  readonly replaced: readonly Replaced[];
}

export interface Replaced {
  readonly line: number;
  readonly before: string;
  readonly after: string;
}

export function flowTextOf(
  { words, firstWord }: PageWords,
  replacers: readonly Replacer[],
): FlowText {
  const lines = firstWord.length - 1;
  const size = words.reduce((sum, { text }) => sum + text.length + 1, lines);
  const flow = new FlowDraft(size);
  const lineStart = [0];
  const replaced: Replaced[] = [];
  for (let line = 0; line < lines; line++) {
    if (line > 0) flow.append('\n', NO_WORD, 0, 0);
    lineStart[line] = flow.length;
    const [first = 0, end = words.length] = [firstWord[line], firstWord[line + 1]];
    if (replacers.length === 0) writeLine(flow, words, first, end);
    else replaced.push(...writeReplaced(flow, words, first, end, line, replacers));
  }
  lineStart[lines] = flow.length + 1;
  return { ...flow.finish(), lineStart, replaced };
}

function writeReplaced(
  flow: FlowDraft,
  words: readonly DetectedWord[],
  first: number,
  end: number,
  line: number,
  replacers: readonly Replacer[],
): readonly Replaced[] {
  const written = new FlowDraft(0);
  writeLine(written, words, first, end);
  const before = written.text;
  const draft = applyReplacements(written, replacers);
  flow.copy(draft, 0, draft.length);
  return draft.text === before ? [] : [{ line, before, after: draft.text }];
}

function writeLine(
  flow: FlowDraft,
  words: readonly DetectedWord[],
  first: number,
  end: number,
): void {
  for (let index = first; index < end; index++) {
    if (index > first) flow.append(' ', NO_WORD, 0, 0);
    normalisePieces(words[index]?.text ?? '', (piece, from, to) =>
      flow.append(piece, index, from, to),
    );
  }
}
