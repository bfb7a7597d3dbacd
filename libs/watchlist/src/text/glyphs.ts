import { ACCENT, characterOf, CJK, isLetterOrDigit, OTHER, SYMBOL } from './characters.ts';
import { Column } from './column.ts';
import type { FlowText } from './flow-text.ts';
import { isLooseSymbol, looseKeyOf, strictKeyOf } from './lookalikes.ts';

/**
 * The squash view: letters and digits only, each knowing what separates it from the one before, as columns.
 * The loose view also holds the symbols that may be misread letters (`|`, `!` …).
 */
export interface Glyphs {
  readonly count: number;
  /** Code point without accents, case kept. */
  readonly base: Int32Array;
  /** Without case, too; a letter that folds to two (`ß`) is two glyphs. */
  readonly folded: Int32Array;
  /** Equal for glyphs that may look alike. */
  readonly key: Int32Array;
  readonly kind: Int32Array;
  /** 1 where something that is neither letter nor digit stands before it in its line. */
  readonly gap: Int32Array;
  readonly line: Int32Array;
  /** Where it stands in the flow text. */
  readonly from: Int32Array;
  readonly to: Int32Array;
  readonly accents: ReadonlyMap<number, string>;
  /** First glyph of each line, and the total as the last entry. */
  readonly lineFirst: Int32Array;
  /** 1 for lines that end in a hyphen after a letter or digit. */
  readonly hyphenated: Uint8Array;
}

/** A longer run of symbols is punctuation, not letters. */
const LONGEST_SYMBOL_RUN = 2;

export function glyphsOf(flow: FlowText, view: 'strict' | 'loose'): Glyphs {
  const lines = flow.lineStart.length - 1;
  const builder = new GlyphBuilder(flow.text.length, lines);
  const keyOf = view === 'loose' ? looseKeyOf : strictKeyOf;
  for (let line = 0; line < lines; line++) {
    const end = (flow.lineStart[line + 1] ?? 0) - 1;
    addLine(builder, flow.text, flow.lineStart[line] ?? 0, end, line, view === 'loose', keyOf);
  }
  return builder.finish(lines);
}

function addLine(
  builder: GlyphBuilder,
  text: string,
  start: number,
  end: number,
  line: number,
  withSymbols: boolean,
  keyOf: (folded: number) => number,
): void {
  builder.beginLine(line);
  for (let at = start; at < end;) {
    const codePoint = text.codePointAt(at) ?? 0;
    const to = at + (codePoint > 0xffff ? 2 : 1);
    const { kind, base, folded, accents } = characterOf(codePoint);
    if (kind === ACCENT) builder.addAccent(codePoint, to);
    else if (isLetterOrDigit(kind)) builder.add(base, folded, keyOf, kind, accents, at, to);
    else if (withSymbols && isLooseSymbol(codePoint) && mayBeLetter(text, at, start, end)) {
      builder.add(codePoint, [codePoint], keyOf, SYMBOL, '', at, to);
    } else builder.addGap();
    at = to;
  }
  builder.endLine(line, text.slice(start, end).trimEnd().endsWith('-'));
}

/** A symbol may be a letter when its short run touches a letter or digit. */
function mayBeLetter(text: string, at: number, start: number, end: number): boolean {
  const isSymbol = (index: number): boolean => isLooseSymbol(text.charCodeAt(index));
  let first = at;
  let last = at;
  while (first > start && at - first <= LONGEST_SYMBOL_RUN && isSymbol(first - 1)) first--;
  while (last + 1 < end && last - at <= LONGEST_SYMBOL_RUN && isSymbol(last + 1)) last++;
  if (last - first + 1 > LONGEST_SYMBOL_RUN) return false;
  return [first - 1, last + 1].some(
    (index) =>
      index >= start && index < end && isLetterOrDigit(characterOf(text.charCodeAt(index)).kind),
  );
}

class GlyphBuilder {
  readonly #base: Column;
  readonly #folded: Column;
  readonly #key: Column;
  readonly #kind: Column;
  readonly #gap: Column;
  readonly #line: Column;
  readonly #from: Column;
  readonly #to: Column;
  readonly #accents = new Map<number, string>();
  readonly #lineFirst: Int32Array;
  readonly #hyphenated: Uint8Array;
  #pendingGap = 0;
  #currentLine = 0;

  constructor(size: number, lines: number) {
    this.#base = new Column(size);
    this.#folded = new Column(size);
    this.#key = new Column(size);
    this.#kind = new Column(size);
    this.#gap = new Column(size);
    this.#line = new Column(size);
    this.#from = new Column(size);
    this.#to = new Column(size);

    this.#lineFirst = new Int32Array(lines + 1);
    this.#hyphenated = new Uint8Array(lines);
  }

  beginLine(line: number): void {
    this.#lineFirst[line] = this.#base.length;
    this.#currentLine = line;
    this.#pendingGap = 0;
  }

  addGap(): void {
    this.#pendingGap = 1;
  }

  add(
    base: number,
    folded: readonly number[],
    keyOf: (folded: number) => number,
    kind: number,
    accents: string,
    from: number,
    to: number,
  ): void {
    for (let part = 0; part < folded.length; part++) {
      const code = folded[part] ?? OTHER;
      this.#base.push(part === 0 ? base : OTHER);
      this.#folded.push(code);
      this.#key.push(keyOf(code));
      this.#kind.push(kind);
      this.#gap.push(this.#pendingGap);
      this.#line.push(this.#currentLine);
      this.#from.push(from);
      this.#to.push(to);
      this.#pendingGap = 0;
    }
    if (accents !== '') this.#accents.set(this.#base.length - 1, accents);
  }

  addAccent(codePoint: number, to: number): void {
    const last = this.#base.length - 1;
    const isOnLetter =
      this.#pendingGap === 0 && last >= 0 && this.#line.get(last) === this.#currentLine;
    if (!isOnLetter) return;
    this.#accents.set(last, (this.#accents.get(last) ?? '') + String.fromCodePoint(codePoint));
    this.#to.replace(last, to);
  }

  endLine(line: number, endsInHyphen: boolean): void {
    const hasGlyphs = this.#base.length > (this.#lineFirst[line] ?? 0);
    this.#hyphenated[line] = endsInHyphen && hasGlyphs ? 1 : 0;
  }

  finish(lines: number): Glyphs {
    this.#lineFirst[lines] = this.#base.length;
    return {
      count: this.#base.length,
      base: this.#base.finish(),
      folded: this.#folded.finish(),
      key: this.#key.finish(),
      kind: this.#kind.finish(),
      gap: this.#gap.finish(),
      line: this.#line.finish(),
      from: this.#from.finish(),
      to: this.#to.finish(),
      accents: this.#accents,
      lineFirst: this.#lineFirst,
      hyphenated: this.#hyphenated,
    };
  }
}

/** Whether a token may begin at this glyph, which is also whether one may end before it. */
export function isTokenStart(glyphs: Glyphs, glyph: number): boolean {
  const line = glyphs.line[glyph] ?? 0;
  if (glyph === glyphs.lineFirst[line] || glyphs.gap[glyph] === 1) return true;
  const kind = glyphs.kind[glyph];
  const before = glyphs.kind[glyph - 1];
  return kind === CJK || before === CJK || kind === SYMBOL || before === SYMBOL;
}

export function isLineEnd(glyphs: Glyphs, glyph: number): boolean {
  return glyph + 1 === glyphs.lineFirst[(glyphs.line[glyph] ?? 0) + 1];
}
