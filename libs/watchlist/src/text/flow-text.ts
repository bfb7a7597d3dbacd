import type { TextDetection } from '@glyphwatch/domain';
import { normalisePieces } from './normalise.ts';
import { applyReplacements, type Replacer } from './replace.ts';
import type { PageWord } from './page-words.ts';

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

/** One line while it is built; replacements rewrite it. */
export interface LineDraft {
  text: string;
  word: number[];
  from: number[];
  to: number[];
}

export const NO_WORD = -1;

export function flowTextOf(
  { lines }: TextDetection,
  words: readonly PageWord[],
  firstWord: readonly number[],
  replacers: readonly Replacer[],
): FlowText {
  const drafts = lines.map((_, line) =>
    draftLine(words, firstWord[line] ?? 0, firstWord[line + 1] ?? words.length),
  );
  const replaced = drafts.flatMap((draft, line): Replaced[] => {
    const before = draft.text;
    applyReplacements(draft, replacers);
    return draft.text === before ? [] : [{ line, before, after: draft.text }];
  });
  return { ...joinLines(drafts), replaced };
}

function draftLine(words: readonly PageWord[], first: number, end: number): LineDraft {
  const draft: LineDraft = { text: '', word: [], from: [], to: [] };
  for (let index = first; index < end; index++) {
    if (index > first) append(draft, ' ', NO_WORD, 0, 0);
    normalisePieces(words[index]?.text ?? '', (piece, from, to) =>
      append(draft, piece, index, from, to),
    );
  }
  return draft;
}

function append(draft: LineDraft, piece: string, word: number, from: number, to: number): void {
  draft.text += piece;
  for (let unit = 0; unit < piece.length; unit++) {
    draft.word.push(word);
    draft.from.push(from);
    draft.to.push(to);
  }
}

function joinLines(drafts: readonly LineDraft[]): Omit<FlowText, 'replaced'> {
  const size = drafts.reduce((sum, { text }) => sum + text.length + 1, 0);
  const word = new Int32Array(size).fill(NO_WORD);
  const from = new Int32Array(size);
  const to = new Int32Array(size);
  const lineStart = [0];
  let at = 0;
  for (const draft of drafts) {
    word.set(draft.word, at);
    from.set(draft.from, at);
    to.set(draft.to, at);
    at += draft.text.length + 1;
    lineStart.push(at);
  }
  return { text: drafts.map(({ text }) => text).join('\n'), word, from, to, lineStart };
}
