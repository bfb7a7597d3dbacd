import type { Notification, PictureLink } from '@glyphwatch/domain';
import { factText, storyOf } from './body-of.ts';
import { cutAt } from './cut-text.ts';
import { printable } from './printable.ts';
import { type Fact, wordingOf } from './wording.ts';

export interface Room {
  /** At least 500. */
  readonly limit: number;
  /** How the channel measures a text, as it will be sent. Default: UTF-16 units. */
  readonly size?: (text: string) => number;
  /** Where readers open the picture, if the text has to say it. */
  readonly link?: PictureLink | undefined;
  /** Why there is no picture. */
  readonly problem?: string | undefined;
}

/** Longest values of facts, tried one by one until they leave half of the room to what matched. */
const LONGEST_VALUES = [Infinity, 400, 100, 30, 10];

/** `bodyOf` for a channel with little room: what matched is cut at a word and says how much is missing; the facts stay. */
export function fittedBody(
  notification: Notification,
  { limit, size = ({ length }) => length, link, problem }: Room,
): string {
  const { facts: known, ...told } = wordingOf(notification, link);
  const facts = problem === undefined ? known : [{ name: 'No picture', value: problem }, ...known];
  const story = storyOf(told);
  const fits = (text: string): boolean => size(text) <= limit;
  const whole = join(story, facts.map(factText));
  if (fits(whole)) return whole;
  const ending =
    LONGEST_VALUES.map((longest) => facts.map((fact) => factText(shorter(fact, longest)))).find(
      (lines) => size(join('', lines)) <= limit / 2,
    ) ?? [];
  const startingWith = (end: number): string => join(cut(story, end), ending);
  const end = largest(story.length, (length) => fits(startingWith(length)));
  return startingWith(cutAt(story, end));
}

function join(story: string, facts: readonly string[]): string {
  return `${story}\n\n${facts.join('\n')}`;
}

function cut(text: string, end: number): string {
  if (end === text.length) return text;
  const start = text.slice(0, end).trimEnd();
  return `${start}… (${text.length - start.length} more characters)`;
}

/** Names of images differ at the end; half a link leads nowhere. */
function shorter({ name, value, kind }: Fact, longest: number): Fact {
  if (value.length <= longest) return { name, value, ...(kind ? { kind } : {}) };
  if (kind === 'link') return { name, value: 'the link is too long for this channel' };
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
