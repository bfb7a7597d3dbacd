import { ApiError, asApiError, bodyOf, notFound } from '../api-error.ts';
import type { ConsoleParts } from '../console-parts.ts';
import { openApiOf } from '../open-api.ts';
import type { Caller, Route } from '../route.ts';
import { ROUTES } from '../routes/index.ts';
import { callRoute, type HostAnswer, JSON_HEADERS } from './call-route.ts';
import { COMMON_HEADERS } from './page-headers.ts';
import { WRITE_HEADER } from './refuse-strangers.ts';

/** Lambda answers with 6 MB at most, and bytes as base64. https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html */
const MOST_BYTES = 4_400_000;
const MAX_JSON_BYTES = 1_048_576;
/** API Gateway writes a list of claims as `[one two]`. */
const BRACKETS = /^\[|\]$/g;

/** Payload 2.0: https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-lambda.html */
export interface ApiEvent {
  readonly rawPath: string;
  readonly rawQueryString?: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly isBase64Encoded?: boolean;
  readonly requestContext: {
    readonly http: { readonly method: string };
    /** Of the token that API Gateway checked. */
    readonly authorizer?: { readonly jwt?: { readonly claims: Readonly<Record<string, unknown>> } };
  };
}

export interface ApiEventAnswer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly isBase64Encoded: boolean;
}

export interface AnswerEventOptions {
  readonly parts: ConsoleParts;
  /** The claim with the groups of who asks: `reviewer` may judge and reveal, `viewer` only looks, everyone else is refused. */
  readonly groupsClaim: string;
  /** Told of every failure of ours, without texts. */
  readonly onFailure?: (error: unknown) => void;
}

/** Answers events of an HTTP API that has checked who asks; an event without claims is refused. Never rejects. */
export function eventAnswerer(
  options: AnswerEventOptions,
): (event: ApiEvent) => Promise<ApiEventAnswer> {
  const { parts, onFailure = () => undefined } = options;
  // An undo is kept with the parts that it was made with, so there is one of each.
  const byRole = { reviewer: parts, viewer: { ...parts, isReadOnly: true } };
  return async (event) => {
    try {
      const { caller, role } = whoAsks(event, options.groupsClaim);
      return await sent(await answer(event, caller, byRole[role]));
    } catch (error) {
      const failure = asApiError(error);
      if (failure.status >= 500) onFailure(error);
      const body = JSON.stringify(bodyOf(failure));
      return sent({ status: failure.status, headers: JSON_HEADERS, body });
    }
  };
}

type Role = 'viewer' | 'reviewer';

function whoAsks(
  { requestContext }: ApiEvent,
  groupsClaim: string,
): { readonly caller: Caller; readonly role: Role } {
  const claims = requestContext.authorizer?.jwt?.claims ?? {};
  const known = ['username', 'preferred_username', 'email', 'sub'].map((claim) => claims[claim]);
  const name = known.find((one) => typeof one === 'string' && one !== '');
  if (typeof name !== 'string') throw new ApiError(401, 'not-signed-in', 'You are not signed in.');
  const groups = groupsOf(claims[groupsClaim]);
  const role = (['reviewer', 'viewer'] as const).find((one) => groups.includes(one));
  if (role) return { caller: { name }, role };
  throw new ApiError(403, 'no-group', 'You may sign in, but not look at anything yet.', {
    advice: 'Ask for the group viewer, or reviewer to judge and reveal; then sign in again.',
  });
}

function groupsOf(claim: unknown): readonly string[] {
  if (Array.isArray(claim)) return claim.map(String);
  return typeof claim === 'string' ? claim.replaceAll(BRACKETS, '').split(/[ ,]+/) : [];
}

async function answer(event: ApiEvent, caller: Caller, parts: ConsoleParts): Promise<HostAnswer> {
  const { rawPath, rawQueryString = '', headers, requestContext } = event;
  const { method } = requestContext.http;
  if (rawPath === '/api/openapi.json' && method === 'GET') {
    const body = JSON.stringify(openApiOf(ROUTES, parts.version, '/'));
    return { status: 200, headers: JSON_HEADERS, body };
  }
  const found = routeFor(method, rawPath.slice(1));
  if (!found) throw notFound('This address');
  if (method !== 'GET' && headers[WRITE_HEADER] === undefined) {
    throw new ApiError(403, 'header-missing', 'Writes need the header X-Glyphwatch: 1.');
  }
  const { one, params } = found;
  const query = Object.fromEntries(new URLSearchParams(rawQueryString));
  return callRoute(one, parts, { query, body: jsonOf(event), params, caller });
}

function routeFor(
  method: string,
  path: string,
): { readonly one: Route; readonly params: Readonly<Record<string, string>> } | undefined {
  for (const one of ROUTES) {
    if (one.method !== method) continue;
    const params = paramsOf(one.path.split('/'), path.split('/'));
    if (params) return { one, params };
  }
  return undefined;
}

function paramsOf(
  wanted: readonly string[],
  given: readonly string[],
): Readonly<Record<string, string>> | undefined {
  if (wanted.length !== given.length) return undefined;
  const params: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = decoded(value);
    else if (part !== value) return undefined;
  }
  return params;
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    throw notFound('This address');
  }
}

function jsonOf({ body, isBase64Encoded = false }: ApiEvent): unknown {
  if (body === undefined || body === '') return undefined;
  const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
  if (text.length > MAX_JSON_BYTES) throw new ApiError(413, 'too-large', 'This is too large.');
  try {
    return JSON.parse(text);
  } catch {
    throw new ApiError(400, 'bad-request', 'This request is not understood.');
  }
}

async function sent({ status, headers, body }: HostAnswer): Promise<ApiEventAnswer> {
  const all = { ...COMMON_HEADERS, ...headers };
  if (typeof body === 'string' && body.length * 3 <= MOST_BYTES) {
    return { statusCode: status, headers: all, body, isBase64Encoded: false };
  }
  const bytes = await bytesOf(body);
  return {
    ...{ statusCode: status, headers: all, isBase64Encoded: true },
    body: Buffer.from(bytes).toString('base64'),
  };
}

async function bytesOf(body: HostAnswer['body']): Promise<Uint8Array> {
  if (body instanceof Uint8Array) return within(body);
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of typeof body === 'string' ? [body] : body) {
    pieces.push(Buffer.from(piece));
    length += piece.length;
    if (length > MOST_BYTES) break;
  }
  return within(Buffer.concat(pieces));
}

function within(bytes: Uint8Array): Uint8Array {
  if (bytes.length <= MOST_BYTES) return bytes;
  throw new ApiError(413, 'too-large', 'This is more than the deployed console can send at once.', {
    advice:
      'Ask for less: a shorter time, a smaller picture. glyphwatch aws serve has no such limit.',
  });
}
