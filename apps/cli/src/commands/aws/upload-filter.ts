import { GlyphwatchError } from '@glyphwatch/domain';
import * as z from 'zod';
import { showText } from '../../terminal/show.ts';

export interface FilteredObject {
  readonly key: string;
  readonly size: number;
}

export interface UploadFilter {
  readonly buckets: readonly string[];
  /** Every accepted key starts with one of these; empty if keys may start with anything. */
  readonly prefixes: readonly string[];
  /** For people, e.g. `keys *.jpg, *.png, bytes > 0`. */
  readonly description: string;
  accepts(object: FilteredObject): boolean;
}

const sameInAnyCase = z.strictObject({ 'equals-ignore-case': z.string() });
const keyFilter = z.union([
  z.string(),
  z.strictObject({ prefix: z.union([z.string(), sameInAnyCase]) }),
  z.strictObject({ suffix: z.union([z.string(), sameInAnyCase]) }),
  z.strictObject({ wildcard: z.string() }),
]);
const comparison = z.enum(['>', '>=', '<', '<=', '=']);
const sizeFilter = z.strictObject({ numeric: z.array(z.union([comparison, z.number()])).min(2) });
const schema = z.object({
  detail: z.strictObject({
    bucket: z.strictObject({ name: z.array(z.string()) }),
    object: z
      .strictObject({ key: z.array(keyFilter).optional(), size: z.array(sizeFilter).optional() })
      .optional(),
  }),
});

type KeyFilter = z.output<typeof keyFilter>;
type SizeFilter = z.output<typeof sizeFilter>;

/**
 * Reads the pattern of the deployed rule, because that decides, whatever a settings file says. Understands what the
 * deployment writes, and fails with `settings-invalid` on anything else rather than accept what the rule would reject.
 * https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-create-pattern-operators.html
 */
export function readUploadFilter(pattern: string, rule: string): UploadFilter {
  const { bucket, object = {} } = parsePattern(pattern, rule).detail;
  const { key: keys, size: sizes } = object;
  return {
    buckets: bucket.name,
    prefixes: prefixesOf(keys ?? []),
    description: describe(keys, sizes),
    accepts: ({ key, size }) =>
      (keys?.some((filter) => fitsKey(filter, key)) ?? true) &&
      (sizes?.some((filter) => fitsSize(filter, size)) ?? true),
  };
}

function parsePattern(pattern: string, rule: string): z.output<typeof schema> {
  try {
    return schema.parse(JSON.parse(pattern));
  } catch (cause) {
    throw new GlyphwatchError(
      'settings-invalid',
      `The rule ${showText(rule)} was edited and filters in a way that this command does not understand. Deploy again: npx nx run infra:deploy`,
      { cause },
    );
  }
}

function fitsKey(filter: KeyFilter, key: string): boolean {
  if (typeof filter === 'string') return key === filter;
  if ('wildcard' in filter) return fitsWildcard(piecesOf(filter.wildcard), key);
  if ('prefix' in filter) return compared(filter.prefix, key, (part, all) => all.startsWith(part));
  return compared(filter.suffix, key, (part, all) => all.endsWith(part));
}

function compared(
  wanted: string | z.output<typeof sameInAnyCase>,
  key: string,
  fits: (part: string, all: string) => boolean,
): boolean {
  if (typeof wanted === 'string') return fits(wanted, key);
  return fits(wanted['equals-ignore-case'].toLowerCase(), key.toLowerCase());
}

/** The literal text between the stars; a backslash escapes a star. */
function piecesOf(wildcard: string): string[] {
  const pieces = [''];
  for (const [token] of wildcard.matchAll(/\\[\s\S]|[\s\S]/g)) {
    if (token === '*') pieces.push('');
    else pieces[pieces.length - 1] += token.length > 1 ? token.slice(1) : token;
  }
  return pieces;
}

/** Taking the leftmost position for each piece always finds a fit if there is one, so nothing is tried twice. */
function fitsWildcard(pieces: readonly string[], key: string): boolean {
  const [first = '', ...others] = pieces;
  const last = others.pop();
  if (last === undefined) return key === first;
  if (!key.startsWith(first)) return false;
  let from = first.length;
  for (const piece of others) {
    const at = key.indexOf(piece, from);
    if (at < 0) return false;
    from = at + piece.length;
  }
  return key.length - last.length >= from && key.endsWith(last);
}

/** One filter without a prefix is enough for keys to start with anything. */
function prefixesOf(keys: readonly KeyFilter[]): readonly string[] {
  const prefixes = new Set(keys.map(prefixOf));
  return prefixes.has('') ? [] : [...prefixes];
}

function prefixOf(filter: KeyFilter): string {
  if (typeof filter === 'string') return filter;
  if ('wildcard' in filter) return piecesOf(filter.wildcard)[0] ?? '';
  return 'prefix' in filter && typeof filter.prefix === 'string' ? filter.prefix : '';
}

function fitsSize({ numeric }: SizeFilter, size: number): boolean {
  return pairsOf(numeric).every(([operator, bound]) => {
    switch (operator) {
      case '>':
        return size > bound;
      case '>=':
        return size >= bound;
      case '<':
        return size < bound;
      case '<=':
        return size <= bound;
      default:
        return size === bound;
    }
  });
}

function pairsOf(numeric: SizeFilter['numeric']): (readonly [string, number])[] {
  return Array.from({ length: numeric.length / 2 }, (_, index) => [
    String(numeric[2 * index]),
    Number(numeric[2 * index + 1]),
  ]);
}

const MAX_DESCRIBED = 6;

function describe(
  keys: readonly KeyFilter[] | undefined,
  sizes: readonly SizeFilter[] | undefined,
): string {
  const shown = (keys ?? []).slice(0, MAX_DESCRIBED).map((filter) => showText(keyInWords(filter)));
  const more = (keys?.length ?? 0) > MAX_DESCRIBED ? ', …' : '';
  const about = keys ? `keys ${shown.join(', ')}${more}` : 'any key';
  const bounds = (sizes ?? []).map(({ numeric }) => numeric.join(' ')).join(' or ');
  return bounds ? `${about}, bytes ${bounds}` : about;
}

function keyInWords(filter: KeyFilter): string {
  if (typeof filter === 'string') return filter;
  if ('wildcard' in filter) return filter.wildcard;
  const part = 'prefix' in filter ? filter.prefix : filter.suffix;
  const text = typeof part === 'string' ? part : part['equals-ignore-case'];
  return 'prefix' in filter ? `${text}*` : `*${text}`;
}
