import type { Context, ValueMatching } from '../rule.ts';
import { wordsOf, type Hit } from '../search/hit.ts';
import { compileLiteral, type Literal } from '../search/literal.ts';
import type { PhraseFinder } from '../search/phrases.ts';
import type { Page } from '../text/page.ts';

export interface CompiledContext {
  readonly require: readonly Literal[];
  readonly forbid: readonly Literal[];
  readonly withinLines: number | undefined;
  readonly withinWords: number | undefined;
}

/** Context texts are phrases with the rule's tolerance. */
export function compileContext(context: Context, matching: ValueMatching): CompiledContext {
  const { joinLines: _joinLines, tolerance: own, ...rest } = matching;
  const tolerance = own === 'literals' ? 'ocr' : own;
  const phrase: ValueMatching = { ...rest, mode: 'phrase', boundary: 'token', tolerance };
  const compile = (value: string): Literal => compileLiteral(value, phrase);
  return {
    require: context.require.map(compile),
    forbid: context.forbid.map(compile),
    withinLines: context.withinLines,
    withinWords: context.withinWords,
  };
}

/** What is missing or forbidden near a hit, for the explanation; `undefined` if its context is right. */
export function wrongContext(
  context: CompiledContext,
  hit: Hit,
  page: Page,
  phrases: PhraseFinder,
  show: (text: string) => string,
): string | undefined {
  const isNear = (phrase: Literal): boolean =>
    phrases.find(phrase).some((other) => isBeside(context, hit, other, page));
  const where = distanceOf(context);
  const missing = context.require.find((phrase) => !isNear(phrase));
  if (missing) return `“${show(missing.value)}” is not ${where}`;
  const forbidden = context.forbid.find(isNear);
  return forbidden && `“${show(forbidden.value)}” is ${where}`;
}

function distanceOf({ withinLines, withinWords }: CompiledContext): string {
  const parts = [
    ...(withinLines === undefined ? [] : [`within ${withinLines} lines`]),
    ...(withinWords === undefined ? [] : [`within ${withinWords} words`]),
  ];
  return parts.length === 0 ? 'in the image' : parts.join(' and ');
}

function isBeside(
  { withinLines = Infinity, withinWords = Infinity }: CompiledContext,
  hit: Hit,
  other: Hit,
  page: Page,
): boolean {
  const own = wordsOf(page, hit.spans);
  const others = wordsOf(page, other.spans);
  if (others.some((word) => own.includes(word))) return false;
  const rows = page.graph.rows();
  const row = (word: number): number => rows[page.words.lineOf(word)] ?? 0;
  /** Nothing is near a text on another sheet. */
  const nearest = (place: (word: number) => number): number =>
    Math.min(
      ...own.flatMap((word) =>
        others.map((other) =>
          page.sheetOf(word) === page.sheetOf(other)
            ? Math.abs(place(word) - place(other))
            : Infinity,
        ),
      ),
    );
  return nearest((word) => word) <= withinWords && nearest(row) <= withinLines;
}
