import type { Message } from '@glyphwatch/domain';
import { factText, storyOf } from './body-of.ts';
import { cutAt } from './cut-text.ts';
import type { TextOptions } from './message-parts.ts';
import { printable } from './printable.ts';
import { wordingOf } from './wording-of.ts';
import type { Fact } from './wording.ts';
import type { Words } from './words.ts';

export interface Room extends TextOptions {
  /** At least 500. */
  readonly limit: number;
  /** How the channel measures a text, as it will be sent. Default: UTF-16 units. */
  readonly size?: (text: string) => number;
  /** Why there is no picture. */
  readonly problem?: string | undefined;
}

/** Longest values of facts, tried one by one until they leave half of the room to what matched. */
const LONGEST_VALUES = [Infinity, 400, 100, 30, 10];

/** `bodyOf` for a channel with little room: what matched is cut at a word and says how much is missing; the facts stay. */
export function fittedBody(
  message: Message,
  { limit, size = ({ length }) => length, problem, ...options }: Room,
): string {
  const { facts: known, ...told } = wordingOf(message, options);
  const { words } = told;
  const facts =
    problem === undefined ? known : [{ name: words.noPicture, value: problem }, ...known];
  const story = storyOf(told);
  const fits = (text: string): boolean => size(text) <= limit;
  const whole = join(story, facts.map(factText));
  if (fits(whole)) return whole;
  const ending =
    LONGEST_VALUES.map((longest) =>
      facts.map((fact) => factText(shorter(fact, longest, words))),
    ).find((lines) => size(join('', lines)) <= limit / 2) ?? [];
  const startingWith = (end: number): string => join(cut(story, end, words), ending);
  const end = largest(story.length, (length) => fits(startingWith(length)));
  return startingWith(cutAt(story, end));
}

function join(story: string, facts: readonly string[]): string {
  return `${story}\n\n${facts.join('\n')}`;
}

function cut(text: string, end: number, words: Words): string {
  if (end === text.length) return text;
  const start = text.slice(0, end).trimEnd();
  return `${start}… ${words.cut(text.length - start.length)}`;
}

/** Names of images differ at the end; half a link leads nowhere. */
function shorter({ name, value, kind }: Fact, longest: number, words: Words): Fact {
  if (value.length <= longest) return { name, value, ...(kind ? { kind } : {}) };
  if (kind === 'link') return { name, value: words.linkTooLong };
  const tail = value.slice(1 - longest).replace(/^\p{Cs}/u, '');
  return kind === 'address'
    ? { name, value: `…${tail}`, kind }
    : { name, value: printable(value, { maxLength: longest }) };
}

/** The largest number up to `most` that fits, where all below it do; 0 if none does. */
function largest(most: number, fits: (length: number) => boolean): number {
  let [low, high] = [0, most];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if (fits(middle)) low = middle;
    else high = middle - 1;
  }
  return low;
}
