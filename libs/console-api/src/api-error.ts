import { errorCode, type ErrorCode, messageForUsers } from '@glyphwatch/domain';
import type { ERROR } from './shapes.ts';
import type * as z from 'zod';

/** An answer that is no success. */
export class ApiError extends Error {
  readonly status: number;
  readonly code: string;
  readonly advice: string | undefined;
  /** Sent beside the error. */
  readonly more: object;
  /** Seconds. */
  readonly retryAfter: number | undefined;

  constructor(
    status: number,
    code: string,
    message: string,
    {
      advice,
      more = {},
      retryAfter,
    }: Partial<Pick<ApiError, 'advice' | 'more' | 'retryAfter'>> = {},
  ) {
    super(message);
    this.name = 'ApiError';
    [this.status, this.code, this.advice, this.more] = [status, code, advice, more];
    this.retryAfter = retryAfter;
  }
}

const STATUS_OF: Partial<Readonly<Record<ErrorCode, number>>> = {
  'image-gone': 404,
  'image-unreadable': 403,
  'image-unsupported': 415,
  'source-unavailable': 503,
  'store-unavailable': 503,
  'store-misconfigured': 500,
  'watchlist-invalid': 422,
};

/** Our messages are written for people and name no text of an image; those of other errors may. */
export function asApiError(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  const code = errorCode(error);
  if (code !== undefined) return new ApiError(STATUS_OF[code] ?? 500, code, messageForUsers(error));
  return new ApiError(500, 'unexpected', 'Something unexpected went wrong.', {
    advice: 'Run the command with --debug to see what.',
  });
}

export function bodyOf({ message, code, advice, more }: ApiError): z.infer<typeof ERROR> {
  return { error: message, code, ...(advice === undefined ? {} : { advice }), ...more };
}

export function notFound(what: string): ApiError {
  return new ApiError(404, 'not-found', `${what} is not known.`);
}

/** What this console cannot do, because of its store or its options. */
export function cannot(what: string, advice: string): ApiError {
  return new ApiError(501, 'cannot', what, { advice });
}
