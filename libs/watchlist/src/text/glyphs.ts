import {
  ACCENT,
  characterOf,
  CJK,
  DIGIT,
  isLetterOrDigit,
  isSimple,
  kindIn,
} from './characters.ts';
import { OTHER, simplyFolded, SYMBOL, traitsOf } from './characters.ts';
import { enlarged, MIN_CAPACITY } from './column.ts';
import type { FlowText } from './flow-text.ts';
import { isLooseSymbol } from './lookalikes.ts';

/**
 * The text as letters and digits only, each with what separates it from the previous one; a struct of arrays. The loose view
 * also contains symbols that may be misread letters (`|`, `!` …).
 */
export interface Glyphs {
  readonly count: number;
  /** Code point without accents, in its own case. */
  readonly base: Int32Array;
  /** Case-folded as well; a letter that folds to two (`ß`) is two glyphs. */
  readonly folded: Int32Array;
  readonly kind: Uint8Array;
  /** What separates it from the previous glyph of its line; TOGETHER if nothing does. */
  readonly gap: Uint8Array;
  readonly line: Int32Array;
  /** Position in the flow text. */
  readonly from: Int32Array;
  /** Length in code units there; use `endOf`. */
  readonly width: Uint8Array;
  readonly accents: ReadonlyMap<number, string>;
  /** First glyph of each line, and the total as the last entry. */
  readonly lineFirst: Int32Array;
  /** 1 for lines that end in a letter or digit and a hyphen. */
  readonly hyphenated: Uint8Array;
}

export const TOGETHER = 0;
/** White space only. */
export const SPACED = 1;
/** `.` or `,` between two digits, which make one number. */
const POINT = 2;
/** One hyphen, apostrophe or underscore. */
export const JOINT = 3;
/** Any other punctuation. */
const APART = 4;

/** No letter with its marks is wider. */
const WIDEST = 255;
/** A longer run of symbols is punctuation, not letters. */
const LONGEST_SYMBOL_RUN = 2;

export function glyphsOf(flow: FlowText, view: 'strict' | 'loose'): Glyphs {
  const lines = flow.lineStart.length - 1;
  // An upper bound, so that the arrays need not grow: newlines are not glyphs.
  const builder = new GlyphBuilder(flow.units.length - lines + 1, lines);
  for (let line = 0; line < lines; line++) {
    const end = (flow.lineStart[line + 1] ?? 0) - 1;
    addLine(builder, flow.units, flow.lineStart[line] ?? 0, end, line, view === 'loose');
  }
  return builder.finish(lines);
}

function addLine(
  builder: GlyphBuilder,
  units: Uint16Array,
  start: number,
  end: number,
  line: number,
  withSymbols: boolean,
): void {
  builder.beginLine(line);
  for (let at = start; at < end;) {
    const codePoint = codePointAt(units, at, end);
    const to = at + (codePoint > 0xffff ? 2 : 1);
    const traits = traitsOf(codePoint);
    const kind = kindIn(traits);
    if (isLetterOrDigit(kind)) {
      if (isSimple(traits)) builder.add(codePoint, simplyFolded(codePoint), kind, at, to);
      else builder.addCompound(codePoint, at, to);
    } else if (kind === ACCENT) builder.addAccent(codePoint, to);
    else if (withSymbols && isLooseSymbol(codePoint) && mayBeLetter(units, at, start, end)) {
      builder.add(codePoint, codePoint, SYMBOL, at, to);
    } else builder.addGap(codePoint);
    at = to;
  }
  builder.endLine(line, endsInHyphen(units, start, end));
}

function codePointAt(units: Uint16Array, at: number, end: number): number {
  const unit = units[at] ?? 0;
  if (unit < 0xd800 || unit > 0xdbff || at + 1 >= end) return unit;
  const next = units[at + 1] ?? 0;
  const isPair = next >= 0xdc00 && next <= 0xdfff;
  return isPair ? ((unit - 0xd800) << 10) + (next - 0xdc00) + 0x10000 : unit;
}

const SPACE = 0x20;
const HYPHEN = 0x2d;

function endsInHyphen(units: Uint16Array, start: number, end: number): boolean {
  let last = end - 1;
  while (last >= start && units[last] === SPACE) last--;
  return last >= start && units[last] === HYPHEN;
}

const POINTS = new Set(Array.from('.,', (point) => point.charCodeAt(0)));
const JOINTS = new Set(Array.from("-'_", (joint) => joint.charCodeAt(0)));

function gapOf(codePoint: number): number {
  if (codePoint === SPACE) return SPACED;
  if (POINTS.has(codePoint)) return POINT;
  return JOINTS.has(codePoint) ? JOINT : APART;
}

/** A symbol may be a letter if its run is short and touches a letter or digit. */
function mayBeLetter(units: Uint16Array, at: number, start: number, end: number): boolean {
  const isSymbol = (index: number): boolean => isLooseSymbol(units[index] ?? 0);
  let first = at;
  let last = at;
  while (first > start && at - first <= LONGEST_SYMBOL_RUN && isSymbol(first - 1)) first--;
  while (last + 1 < end && last - at <= LONGEST_SYMBOL_RUN && isSymbol(last + 1)) last++;
  if (last - first + 1 > LONGEST_SYMBOL_RUN) return false;
  return [first - 1, last + 1].some(
    (index) =>
      index >= start && index < end && isLetterOrDigit(kindIn(traitsOf(units[index] ?? 0))),
  );
}

class GlyphBuilder {
  #base: Int32Array<ArrayBuffer>;
  #folded: Int32Array<ArrayBuffer>;
  #line: Int32Array<ArrayBuffer>;
  #from: Int32Array<ArrayBuffer>;
  #width: Uint8Array<ArrayBuffer>;
  #kind: Uint8Array<ArrayBuffer>;
  #gap: Uint8Array<ArrayBuffer>;
  readonly #accents = new Map<number, string>();
  readonly #lineFirst: Int32Array;
  readonly #hyphenated: Uint8Array;
  #count = 0;
  #pendingGap = 0;
  #currentLine = 0;

  constructor(capacity: number, lines: number) {
    const size = Math.max(MIN_CAPACITY, capacity);
    this.#base = new Int32Array(size);
    this.#folded = new Int32Array(size);
    this.#line = new Int32Array(size);
    this.#from = new Int32Array(size);
    this.#width = new Uint8Array(size);
    this.#kind = new Uint8Array(size);
    this.#gap = new Uint8Array(size);
    this.#lineFirst = new Int32Array(lines + 1);
    this.#hyphenated = new Uint8Array(lines);
  }

  beginLine(line: number): void {
    this.#lineFirst[line] = this.#count;
    this.#currentLine = line;
    this.#pendingGap = TOGETHER;
  }

  addGap(codePoint: number): void {
    const gap = gapOf(codePoint);
    const isFirst = this.#pendingGap === TOGETHER;
    this.#pendingGap = isFirst || (gap === SPACED && this.#pendingGap === SPACED) ? gap : APART;
  }

  add(base: number, folded: number, kind: number, from: number, to: number): void {
    const at = this.#count++;
    if (at === this.#base.length) this.#grow();
    this.#base[at] = base;
    this.#folded[at] = folded;
    this.#kind[at] = kind;
    this.#gap[at] = this.#pendingGap === POINT && !this.#isNumber(kind) ? APART : this.#pendingGap;
    this.#line[at] = this.#currentLine;
    this.#from[at] = from;
    this.#width[at] = to - from;
    this.#pendingGap = TOGETHER;
  }

  #isNumber(kind: number): boolean {
    return kind === DIGIT && this.#kind[this.#count - 2] === DIGIT;
  }

  /** A letter with its accents, or one that folds to two glyphs. */
  addCompound(codePoint: number, from: number, to: number): void {
    const { base, folded, kind, accents } = characterOf(codePoint);
    for (let part = 0; part < folded.length; part++) {
      this.add(part === 0 ? base : OTHER, folded[part] ?? OTHER, kind, from, to);
    }
    if (accents !== '') this.#accents.set(this.#count - 1, accents);
  }

  addAccent(codePoint: number, to: number): void {
    const last = this.#count - 1;
    const isOnLetter =
      this.#pendingGap === TOGETHER && last >= 0 && this.#line[last] === this.#currentLine;
    if (!isOnLetter) return;
    this.#accents.set(last, (this.#accents.get(last) ?? '') + String.fromCodePoint(codePoint));
    this.#width[last] = Math.min(to - (this.#from[last] ?? 0), WIDEST);
  }

  endLine(line: number, isHyphenated: boolean): void {
    const hasGlyphs = this.#count > (this.#lineFirst[line] ?? 0);
    this.#hyphenated[line] = isHyphenated && hasGlyphs ? 1 : 0;
  }

  finish(lines: number): Glyphs {
    const count = this.#count;
    this.#lineFirst[lines] = count;
    return {
      count,
      base: this.#base.subarray(0, count),
      folded: this.#folded.subarray(0, count),
      kind: this.#kind.subarray(0, count),
      gap: this.#gap.subarray(0, count),
      line: this.#line.subarray(0, count),
      from: this.#from.subarray(0, count),
      width: this.#width.subarray(0, count),
      accents: this.#accents,
      lineFirst: this.#lineFirst,
      hyphenated: this.#hyphenated,
    };
  }

  #grow(): void {
    const length = this.#base.length * 2;
    this.#base = enlarged(this.#base);
    this.#folded = enlarged(this.#folded);
    this.#line = enlarged(this.#line);
    this.#from = enlarged(this.#from);
    const width = new Uint8Array(length);
    width.set(this.#width);
    this.#width = width;
    const kind = new Uint8Array(length);
    kind.set(this.#kind);
    this.#kind = kind;
    const gap = new Uint8Array(length);
    gap.set(this.#gap);
    this.#gap = gap;
  }
}

/** End of a glyph in the flow text. */
export function endOf({ from, width }: Glyphs, glyph: number): number {
  return (from[glyph] ?? 0) + (width[glyph] ?? 0);
}

/** Whether a token may begin at this glyph; if so, one may also end before it. */
export function isTokenStart(glyphs: Glyphs, glyph: number): boolean {
  const line = glyphs.line[glyph] ?? 0;
  const gap = glyphs.gap[glyph] ?? TOGETHER;
  if (glyph === glyphs.lineFirst[line]) return true;
  if (gap !== TOGETHER) return gap !== POINT;
  const kind = glyphs.kind[glyph];
  const before = glyphs.kind[glyph - 1];
  return kind === CJK || before === CJK || kind === SYMBOL || before === SYMBOL;
}

export function isLineEnd(glyphs: Glyphs, glyph: number): boolean {
  return glyph + 1 === glyphs.lineFirst[(glyphs.line[glyph] ?? 0) + 1];
}
