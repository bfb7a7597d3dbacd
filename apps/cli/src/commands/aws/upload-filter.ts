import { compilePattern, wildcardPieces } from '@glyphwatch/event-pattern';
import * as z from 'zod';
import { showText } from '../../terminal/show.ts';
import { invalid } from '../../terminal/invalid.ts';

export interface UploadFilter {
  readonly buckets: readonly string[];
  /** Every accepted key starts with one of these; empty if keys may start with anything. */
  readonly prefixes: readonly string[];
  /** For people, e.g. `keys *.jpg, *.png, bytes > 0`. */
  readonly description: string;
  accepts(object: { readonly key: string; readonly size: number }): boolean;
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
    accepts: compilePattern(object),
  };
}

function parsePattern(pattern: string, rule: string): z.output<typeof schema> {
  try {
    return schema.parse(JSON.parse(pattern));
  } catch (cause) {
    throw invalid(
      `The rule ${showText(rule)} was edited and filters in a way that this command does not understand. Deploy again: npx nx run infra:deploy`,
      cause,
    );
  }
}

/** One filter without a prefix is enough for keys to start with anything. */
function prefixesOf(keys: readonly KeyFilter[]): readonly string[] {
  const prefixes = new Set(keys.map(prefixOf));
  return prefixes.has('') ? [] : [...prefixes];
}

function prefixOf(filter: KeyFilter): string {
  if (typeof filter === 'string') return filter;
  if ('wildcard' in filter) return wildcardPieces(filter.wildcard)[0] ?? '';
  return 'prefix' in filter && typeof filter.prefix === 'string' ? filter.prefix : '';
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
