import { refuseShortFragments, SEVERITIES, type SummaryQuery } from '@glyphwatch/domain';
import type { WallPosition } from './cursor.ts';
import { keyOf } from './key-of.ts';
import { PLACE_BYTES } from './looking-tables.ts';
import { folded, trigramsOf, wordsIn } from './searchable-text.ts';
import type { Values } from './span.ts';

/** Greater than whatever UTF-8 a text goes on with. */
const LAST = Buffer.from([0xff]);

/** What a statement about `@.summaries s` asks, so that each combination can use an index. */
export function askedOfImage(query: SummaryQuery, values: Values): string[] {
  const { ruleId, status } = query;
  return [
    ...askedOfText(query, values),
    ...askedOfKey(query, values),
    ...(status === undefined ? [] : [`s.status = ${values.add(status)}`]),
    ...(ruleId === undefined
      ? []
      : [
          `exists (select from @.image_rules i where i.key = s.key and i.rule = ${values.add(keyOf(ruleId))})`,
        ]),
  ];
}

/** The highest severity of an image, or the severity of an alert. */
export function askedOfSeverity(
  table: string,
  { severity }: SummaryQuery,
  values: Values,
): string[] {
  if (severity === undefined) return [];
  return [`${table}.severity >= ${values.add(SEVERITIES.indexOf(severity))}`];
}

export function askedOfTime(
  table: string,
  { since, until }: SummaryQuery,
  values: Values,
): string[] {
  return [
    ...(since === undefined ? [] : [`${table}.uploaded_at >= ${values.add(since)}`]),
    ...(until === undefined ? [] : [`${table}.uploaded_at <= ${values.add(until)}`]),
  ];
}

/** After a position in a wall, newest first, or before it. */
export function beyond(
  columns: readonly string[],
  sign: '<' | '>',
  { time, place, keys }: WallPosition,
  values: Values,
): string {
  const given = [time, place, ...keys].map((value) => values.add(value));
  return `(${columns.join(', ')}) ${sign} (${given.join(', ')})`;
}

export function ordered(columns: readonly string[], order: 'asc' | 'desc'): string {
  return `order by ${columns.map((column) => `${column} ${order}`).join(', ')}`;
}

export function allOf(conditions: readonly string[]): string {
  return ['true', ...conditions].join(' and ');
}

/** Trigrams are hashed, and only tell where a fragment may be. */
function askedOfText({ text = '', fragments = [] }: SummaryQuery, values: Values): string[] {
  refuseShortFragments(fragments);
  const words = wordsIn(text);
  const pieces = fragments.map(folded);
  const trigrams = trigramsOf(pieces);
  const conditions = [
    ...(words.length === 0 ? [] : [`r.words @> ${values.add(words)}::text[]`]),
    ...(trigrams.length === 0 ? [] : [`r.trigrams @> ${values.add(trigrams)}::integer[]`]),
    ...pieces.map((piece) => `position(${values.add(Buffer.from(piece))}::bytea in r.lines) > 0`),
  ];
  if (conditions.length === 0) return [];
  return [`exists (select from @.results r where r.key = s.key and ${conditions.join(' and ')})`];
}

function askedOfKey({ key = '' }: SummaryQuery, values: Values): string[] {
  if (key === '') return [];
  const prefix = Buffer.from(key);
  const start = prefix.subarray(0, PLACE_BYTES);
  const [low, high] = [values.add(start), values.add(Buffer.concat([start, LAST]))];
  const begins = (column: string, whole: string): string => {
    const range = `${column} >= ${low} and ${column} < ${high}`;
    if (prefix.length <= PLACE_BYTES) return range;
    return `${range} and substring(${whole} from 1 for ${prefix.length}) = ${values.add(prefix)}`;
  };
  return [`(${begins('s.object_start', 's.object_key')} or ${begins('s.place', 's.image')})`];
}
