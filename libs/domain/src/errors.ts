/**
 * Everything that can go wrong, as a closed list. What each one means for an upload:
 *
 * - permanent for this image: it becomes a status and is acknowledged
 *   (`image-unsupported` → UNSUPPORTED, `image-gone` → GONE)
 * - transient: the upload is delivered again (`…-unavailable`)
 * - a person must act: a setting, a permission, a file's mode (`…-misconfigured`, `image-unreadable`)
 * - an answer to somebody who came too late (`claim-lost`)
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
  | 'claim-lost'
  | 'notifier-unavailable'
  | 'notifier-misconfigured'
  | 'notification-refused'
  | 'watchlist-invalid'
  | 'watchlist-unavailable'
  | 'settings-invalid'
  | 'upload-invalid';

/** A failure with a code that callers decide by and a message that says what to do next. */
export class GlyphwatchError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'GlyphwatchError';
    this.code = code;
  }
}

/** Asks by code, not by class: two copies of this package may be loaded. */
export function hasErrorCode(error: unknown, ...codes: readonly ErrorCode[]): boolean {
  const code = errorCode(error);
  return code !== undefined && codes.includes(code);
}

export function errorCode(error: unknown): ErrorCode | undefined {
  return error instanceof Error && error.name === 'GlyphwatchError'
    ? (error as GlyphwatchError).code
    : undefined;
}
