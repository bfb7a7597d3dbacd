import { errorCode, GlyphwatchError } from './errors.ts';

/**
 * One failure to throw for several, none of them lost: what the first one's code asks for is done, the others are in
 * its cause. Never called without a failure.
 */
export function together(failures: readonly unknown[]): unknown {
  const [first, ...others] = failures;
  if (others.length === 0) return first;
  const code = errorCode(first);
  const message = first instanceof Error ? first.message : 'unexpected failure';
  const cause = new AggregateError(failures, `${failures.length} failures`);
  if (code === undefined) return cause;
  const more = others.length === 1 ? 'another failure' : `${others.length} other failures`;
  return new GlyphwatchError(code, `${message} (And ${more}: see the cause.)`, { cause });
}
