/**
 * A closed list of what can go wrong:
 *
 * - permanent for this image: becomes a status (`image-unsupported` → UNSUPPORTED, `image-gone` → GONE)
 * - transient: try again (`…-unavailable`)
 * - a person must act: a setting, a permission, a file mode (`…-misconfigured`, `image-unreadable`)
 * - a store that was not to be created does not exist yet (`store-missing`)
 * - another process or person was faster (`claim-lost`, `rules-changed`)
 */
export type ErrorCode =
  | 'image-unsupported'
  | 'image-gone'
  | 'image-unreadable'
  | 'source-unavailable'
  | 'detector-unavailable'
  | 'detector-misconfigured'
  | 'store-unavailable'
  | 'store-misconfigured'
  | 'store-missing'
  | 'claim-lost'
  | 'notifier-unavailable'
  | 'notifier-misconfigured'
  | 'notification-refused'
  | 'watchlist-invalid'
  | 'watchlist-unavailable'
  | 'rules-changed'
  | 'settings-invalid'
  | 'upload-invalid';

/** A failure with a code for callers and a message that says what to do next. */
export class GlyphwatchError extends Error {
  readonly code: ErrorCode;
  /** Hashes of the recipients who got a message that failed for others. */
  readonly reached: readonly string[];

  constructor(
    code: ErrorCode,
    message: string,
    options?: { readonly cause?: unknown; readonly reached?: readonly string[] },
  ) {
    super(message, options);
    this.name = 'GlyphwatchError';
    this.code = code;
    this.reached = options?.reached ?? [];
  }
}

/** By name, not by class: two copies of this package may be loaded. */
export function isGlyphwatchError(error: unknown): error is GlyphwatchError {
  return error instanceof Error && error.name === 'GlyphwatchError';
}

export function reachedBy(error: unknown): readonly string[] {
  return isGlyphwatchError(error) ? error.reached : [];
}

export function errorCode(error: unknown): ErrorCode | undefined {
  return isGlyphwatchError(error) ? error.code : undefined;
}

export function hasErrorCode(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  const code = errorCode(error);
  return code !== undefined && codes.includes(code);
}

/**
 * What may be stored and shown of a failure. Our own messages are written for that; the message of any other error may
 * quote a password or the text of an image.
 */
export function messageForUsers(error: unknown, otherwise = 'unexpected failure'): string {
  return isGlyphwatchError(error) ? error.message : otherwise;
}

/**
 * One failure for several: with the code of the first, and a message and an `AggregateError` as cause that list each
 * once. Needs at least one failure.
 */
export function combineFailures(failures: readonly unknown[]): unknown {
  const all = failures.flatMap(eachFailure);
  const [first] = all;
  if (all.length === 1) return first;
  const messages = new Set(all.map((failure) => messageForUsers(failure)));
  const message = `${all.length} failures: ${[...messages].join(' ')}`;
  const cause = new CombinedFailures(all, message);
  const code = errorCode(first);
  return code === undefined ? cause : new GlyphwatchError(code, message, { cause });
}

/** Distinguishes ours from Node's own, e.g. for several refused connections. */
class CombinedFailures extends AggregateError {}

/** Waits for all, also when one fails; then fails with every failure. */
export async function allOf<T>(works: readonly Promise<T>[]): Promise<T[]> {
  const ends = await Promise.allSettled(works);
  const failures = ends.flatMap((end) =>
    end.status === 'rejected' ? [end.reason as unknown] : [],
  );
  if (failures.length > 0) throw combineFailures(failures);
  return ends.flatMap((end) => (end.status === 'fulfilled' ? [end.value] : []));
}

/** The failures that `combineFailures` put into one, or the failure itself. */
export function eachFailure(failure: unknown): readonly unknown[] {
  const cause = isGlyphwatchError(failure) ? failure.cause : failure;
  return cause instanceof CombinedFailures ? cause.errors : [failure];
}
