import type { WatchContext } from '@glyphwatch/domain';
import { RE2JS } from 're2js';
import type { Scope } from '../rule.ts';

/** Keys are untrusted, so globs too run on the linear-time engine. */
export type Glob = (text: string) => boolean;

/**
 * `*` matches within one path segment, `**` across segments or none; everything else is literal. Anchored. Compared in
 * NFC, because some file systems store accents decomposed.
 */
export function compileGlob(glob: string): Glob {
  const composed = glob.normalize('NFC');
  if (!glob.includes('*')) return (text) => text.normalize('NFC') === composed;
  const expression = RE2JS.compile(translate(composed), RE2JS.DOTALL);
  return (text) => expression.testExact(text.normalize('NFC'));
}

function translate(glob: string): string {
  return glob.replace(/\*\*\/|\*\*|\*|[^*]+/g, (token, at: number) => {
    const beginsPart = at === 0 || glob[at - 1] === '/';
    if (token === '**/') return beginsPart ? '(?:.*/)?' : '.*/';
    if (token === '**') return '.*';
    return token === '*' ? '[^/]*' : RE2JS.quote(token);
  });
}

export interface CompiledScope {
  readonly buckets: readonly Glob[];
  readonly keys: readonly Glob[];
  readonly excludeKeys: readonly Glob[];
}

export function compileScope({ buckets, keys, excludeKeys }: Scope): CompiledScope {
  return {
    buckets: buckets.map(compileGlob),
    keys: keys.map(compileGlob),
    excludeKeys: excludeKeys.map(compileGlob),
  };
}

/** Why the image is outside the scope, for the explanation; `undefined` if it is inside. An unknown key or bucket counts as inside. */
export function outsideScope(
  scope: CompiledScope,
  { bucket, key }: WatchContext,
): string | undefined {
  if (bucket !== undefined && !isIn(scope.buckets, bucket))
    return 'the bucket is outside the scope';
  if (key === undefined) return undefined;
  if (scope.excludeKeys.some((glob) => glob(key))) return 'the key is excluded from the scope';
  return isIn(scope.keys, key) ? undefined : 'the key is outside the scope';
}

function isIn(globs: readonly Glob[], text: string): boolean {
  return globs.length === 0 || globs.some((glob) => glob(text));
}
