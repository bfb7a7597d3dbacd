import type { ApiError } from '@glyphwatch/console-api/shapes';
import { signal } from '@preact/signals';

/** An answer that is not 2xx. `body` is the whole answer, because a conflict holds more than a message. */
export class RequestError extends Error {
  override readonly name = 'RequestError';
  readonly status: number;
  readonly code: string;
  readonly advice: string | undefined;
  readonly body: unknown;

  constructor(status: number, body: Partial<ApiError>) {
    super(body.error ?? `The server answered ${status}.`);
    this.status = status;
    this.code = body.code ?? 'unknown';
    this.advice = body.advice;
    this.body = body;
  }
}

/** No answer at all: the server or the network is gone. */
export class OfflineError extends Error {
  override readonly name = 'OfflineError';
}

/** Whether the last request reached the server. */
export const online = signal(true);
/** The cookie is missing or of an earlier process. */
export const signedOut = signal(false);

/** Of a console that was deployed: known to this page's memory only, and gone with it. */
let token: string | undefined;

export function carryToken(given: string): void {
  token = given;
}

/** Whether addresses of the server answer only `reach`, not the browser itself. */
export const hasToken = () => token !== undefined;

export interface Sent {
  readonly method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly json?: unknown;
  readonly raw?: Blob;
  readonly signal?: AbortSignal | undefined;
}

/** Sends one request. Rejects with RequestError, OfflineError or the signal's AbortError. */
export async function request<T>(path: string, sent: Sent = {}): Promise<T> {
  const answer = await reach(path, sent);
  const body: unknown = answer.status === 204 ? undefined : await answer.json().catch(() => ({}));
  if (answer.ok) return body as T;
  if (answer.status === 401) signedOut.value = true;
  throw new RequestError(answer.status, (body ?? {}) as Partial<ApiError>);
}

/** Rejects with OfflineError or the signal's AbortError. */
export async function reach(
  path: string,
  { method = 'GET', json, raw, signal }: Sent = {},
): Promise<Response> {
  const type = raw ? 'application/octet-stream' : 'application/json';
  try {
    const answer = await fetch(path, {
      method,
      headers: {
        ...(method === 'GET' ? {} : { 'content-type': type, 'x-glyphwatch': '1' }),
        ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      },
      ...(raw ? { body: raw } : json === undefined ? {} : { body: JSON.stringify(json) }),
      ...(signal ? { signal } : {}),
    });
    online.value = true;
    return answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    online.value = false;
    throw new OfflineError('No answer from the server.', { cause: error });
  }
}
