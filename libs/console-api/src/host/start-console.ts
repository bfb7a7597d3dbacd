import type { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ApiError, asApiError, bodyOf } from '../api-error.ts';
import { openApiOf } from '../open-api.ts';
import type { Route } from '../route.ts';
import { ROUTES } from '../routes/index.ts';
import { callRoute, checked, JSON_HEADERS } from './call-route.ts';
import { MarkEvents } from './mark-events.ts';
import { API_POLICY, COMMON_HEADERS } from './page-headers.ts';
import { pageFile } from './page-files.ts';
import { refuseStrangers } from './refuse-strangers.ts';
import type { ServedConsole, ServeOptions } from './serve-options.ts';
import { Sessions } from './sessions.ts';

const HEAD_MS = 10_000;
const REQUEST_MS = 60_000;
const MAX_JSON_BYTES = 1_048_576;
const MOST_CONNECTIONS = 200;
const MAX_PARAM = 1024;
const SESSION = z.object({ token: z.string().max(200) });

/** Serves page and API on this machine. Fails as `listen` does, when the address is taken or not of this machine. */
export async function startConsole(options: ServeOptions): Promise<ServedConsole> {
  const { host, port, basePath, name } = options;
  const sessions = new Sessions(name);
  const app = fastify({
    requestTimeout: REQUEST_MS,
    bodyLimit: MAX_JSON_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM },
    return503OnClosing: true,
    forceCloseConnections: true,
  });
  app.server.headersTimeout = HEAD_MS;
  app.server.maxConnections = MOST_CONNECTIONS;
  const onFailure = options.onFailure ?? (() => undefined);
  const events = new MarkEvents(options.parts.queries, onFailure);
  const at: Place = { hosts: new Set(), origins: new Set(), cookie: '', isSecure: false };
  // Raw bytes are read by whoever wants them.
  app.addContentTypeParser('*', (_, payload, done) => done(null, payload));
  addHooks(app, options, at);
  addApi(app, options, sessions, { at, events });
  addPage(app, options);
  await app.listen({ host, port });
  const address = placeOf(app, options, at);
  return {
    ...{ address: address + basePath, token: sessions.token },
    url: `${address}${basePath}#token=${sessions.oneTime}`,
    async close() {
      events.close();
      await app.close();
    },
  };
}

/** What is known once it listens. */
interface Place {
  readonly hosts: Set<string>;
  readonly origins: Set<string>;
  cookie: string;
  isSecure: boolean;
}

function placeOf(app: FastifyInstance, { origins = [], host }: ServeOptions, at: Place): string {
  const { port } = app.server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  const own = `http://${shown}:${port}`;
  // Cookies do not tell ports apart, and another program on this machine may set one.
  at.cookie = `glyphwatch-${port}`;
  for (const origin of [...origins, own]) {
    at.origins.add(origin);
    at.hosts.add(new URL(origin).host);
  }
  at.isSecure = origins.some((origin) => origin.startsWith('https:'));
  return own;
}

function addHooks(
  app: FastifyInstance,
  { basePath, onFailure = () => undefined }: ServeOptions,
  at: Place,
): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(COMMON_HEADERS);
    refuseStrangers(request, { ...at, api: `${basePath}api/` });
  });
  app.setErrorHandler((error, _, reply) => {
    const failure = asApiError(ownErrorOf(error) ?? error);
    if (failure.status >= 500) onFailure(error);
    return answerJson(reply.code(failure.status), bodyOf(failure));
  });
  app.setNotFoundHandler((_, reply) =>
    answerJson(reply.code(404), { error: 'There is nothing here.', code: 'not-found' }),
  );
}

/** Fastify's own refusals: a body that is too large, or no JSON. */
function ownErrorOf(error: unknown): ApiError | undefined {
  const { statusCode, code } = error as { statusCode?: unknown; code?: unknown };
  if (typeof statusCode !== 'number' || statusCode >= 500 || typeof code !== 'string')
    return undefined;
  const isLarge = statusCode === 413;
  const message = isLarge ? 'This is too large.' : 'This request is not understood.';
  return new ApiError(statusCode, isLarge ? 'too-large' : 'bad-request', message);
}

interface Inside {
  readonly at: Place;
  readonly events: MarkEvents;
}

function addApi(
  app: FastifyInstance,
  options: ServeOptions,
  sessions: Sessions,
  { at, events }: Inside,
): void {
  const { basePath, parts, gate } = options;
  const callerOf = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const { headers } = request;
    const [, bearer] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const name = sessions.nameOf(cookieOf(headers.cookie, at.cookie), bearer);
    if (name !== undefined) return name;
    const admitted = await admittedBy(gate, headers.authorization);
    if (admitted === undefined) throw refusedEntry(gate !== undefined, reply);
    giveCookie(reply, at, basePath, sessions.begin(admitted));
    return admitted;
  };
  app.post(`${basePath}api/session`, async (request, reply) => {
    const { token } = checked(SESSION, request.body);
    const cookie = sessions.trade(token);
    if (cookie === undefined) throw refusedEntry(false, reply);
    giveCookie(reply, at, basePath, cookie);
    return reply.code(204).send();
  });
  app.get(`${basePath}api/events`, async (request, reply) => {
    await callerOf(request, reply);
    reply.hijack();
    const { raw } = reply;
    raw.writeHead(200, {
      ...COMMON_HEADERS,
      ...{ 'content-type': 'text/event-stream', 'cache-control': 'no-store' },
      'content-security-policy': API_POLICY,
    });
    if (!(await events.listen(raw))) raw.end();
  });
  const document = JSON.stringify(openApiOf(ROUTES, parts.version, basePath));
  app.get(`${basePath}api/openapi.json`, async (request, reply) => {
    await callerOf(request, reply);
    return reply.headers(JSON_HEADERS).send(document);
  });
  for (const one of ROUTES) {
    app.route({
      method: one.method,
      url: basePath + one.path,
      handler: async (request, reply) => {
        const name = await callerOf(request, reply);
        return answer(one, options, request, reply, name);
      },
    });
  }
}

async function answer(
  one: Route,
  { parts }: ServeOptions,
  request: FastifyRequest,
  reply: FastifyReply,
  name: string,
): Promise<FastifyReply> {
  const { query, body } = request;
  const params = request.params as Record<string, string>;
  const {
    status,
    headers,
    body: sent,
  } = await callRoute(one, parts, {
    ...{ query, body, params, caller: { name } },
  });
  reply.code(status).headers(headers);
  if (typeof sent === 'string') return reply.send(sent);
  return reply.send(sent instanceof Uint8Array ? Buffer.from(sent) : Readable.from(sent));
}

function answerJson(reply: FastifyReply, value: unknown): FastifyReply {
  return reply.headers(JSON_HEADERS).send(JSON.stringify(value));
}

function addPage(app: FastifyInstance, { basePath, files }: ServeOptions): void {
  app.get(`${basePath}*`, async (request, reply) => {
    const name = (request.params as { '*': string })['*'];
    const file = name.startsWith('api/') ? undefined : pageFile(files, name);
    if (!file) return reply.callNotFound();
    return reply.headers(file.headers).type(file.type).send(Buffer.from(file.body));
  });
}

function cookieOf(header: string | undefined, name: string): string | undefined {
  const pairs = (header ?? '').split(/; */).map((pair) => pair.split('='));
  // Of several, all but one were set by somebody else; none of them is believed.
  const values = pairs.filter(([key]) => key === name).map(([, value]) => value);
  return values.length === 1 ? values[0] : undefined;
}

function giveCookie(reply: FastifyReply, at: Place, path: string, value: string): void {
  const secure = at.isSecure ? '; Secure' : '';
  reply.header(
    'set-cookie',
    `${at.cookie}=${value}; Path=${path}; HttpOnly; SameSite=Strict${secure}`,
  );
}

async function admittedBy(
  gate: ServeOptions['gate'],
  authorization: string | undefined,
): Promise<string | undefined> {
  const [, basic] = /^Basic (\S+)$/i.exec(authorization ?? '') ?? [];
  if (!gate || basic === undefined) return undefined;
  const given = Buffer.from(basic, 'base64').toString('utf8');
  const colon = given.indexOf(':');
  return colon < 0 ? undefined : gate.admit(given.slice(0, colon), given.slice(colon + 1));
}

function refusedEntry(hasGate: boolean, reply: FastifyReply): ApiError {
  if (hasGate) reply.header('www-authenticate', 'Basic realm="Glyphwatch", charset="UTF-8"');
  return new ApiError(
    401,
    'not-signed-in',
    'You are not signed in, or the address was used already.',
    {
      advice: 'Start glyphwatch serve again and open the address that it prints.',
    },
  );
}
