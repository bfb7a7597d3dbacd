/** What a sender is told. Statuses from 500 up make it try again. */
export interface Answer {
  readonly status: number;
  /** Quotes nothing of the request. */
  readonly reason?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly json?: unknown;
}

const RETRY_AFTER_SECONDS = '30';

export function refused(status: 400 | 401 | 403 | 404 | 405 | 413 | 415, reason: string): Answer {
  return { status, reason };
}

export function tryAgain(reason: string): Answer {
  return { status: 503, reason, headers: { 'retry-after': RETRY_AFTER_SECONDS } };
}

export const DONE: Answer = { status: 204 };
