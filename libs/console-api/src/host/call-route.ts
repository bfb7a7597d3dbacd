import * as z from 'zod';
import { ApiError } from '../api-error.ts';
import type { ConsoleParts } from '../console-parts.ts';
import type { Caller, RawAnswer, Route } from '../route.ts';
import { API_POLICY } from './page-headers.ts';

/** Of every answer of the API, besides `COMMON_HEADERS`. */
export const API_HEADERS: Readonly<Record<string, string>> = {
  'cache-control': 'no-store',
  'content-security-policy': API_POLICY,
};

export const JSON_HEADERS: Readonly<Record<string, string>> = {
  ...API_HEADERS,
  'content-type': 'application/json; charset=utf-8',
};

/** What a host received, unchecked. */
export interface Received {
  readonly query: unknown;
  readonly body: unknown;
  readonly params: Readonly<Record<string, string>>;
  readonly caller: Caller;
}

export interface HostAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Empty text for none. */
  readonly body: string | Uint8Array | AsyncIterable<string>;
}

/** Checks what was received and asks the route. Fails with an `ApiError`, or as the route does. */
export async function callRoute(
  one: Route,
  parts: ConsoleParts,
  { query, body, params, caller }: Received,
): Promise<HostAnswer> {
  const asked = {
    query: one.query ? checked(one.query, query) : undefined,
    body: one.body ? checked(one.body, body) : undefined,
    ...{ params, caller },
  };
  const given = await one.handle(parts, asked as never);
  if (one.type !== undefined) {
    const { type, body: raw, headers } = given as RawAnswer;
    return {
      status: 200,
      headers: { ...API_HEADERS, ...headers, 'content-type': type },
      body: raw,
    };
  }
  if (one.answer === undefined) {
    return { status: one.status ?? 204, headers: {}, body: '' };
  }
  return { status: one.status ?? 200, headers: JSON_HEADERS, body: JSON.stringify(given) };
}

/** Says which field is wrong, and quotes nothing. */
export function checked<T extends z.ZodType>(shape: T, value: unknown): z.output<T> {
  const { success, data, error } = shape.safeParse(value);
  if (success) return data;
  const [issue] = error.issues;
  const where = issue?.path.join('.') ?? '';
  throw new ApiError(
    400,
    'bad-request',
    `${where || 'The request'}: ${issue?.message ?? 'is wrong'}`,
  );
}
