import type { AddressInfo, Socket } from 'node:net';
import { Readable } from 'node:stream';
import fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import * as z from 'zod';
import { ApiError, asApiError, bodyOf } from '../api-error.ts';
import { openApiOf } from '../open-api.ts';
import type { Route } from '../route.ts';
import { ROUTES } from '../routes/index.ts';
import { isLoopback, plainAddress } from './addresses.ts';
import { callRoute, checked, JSON_HEADERS } from './call-route.ts';
import { MarkEvents } from './mark-events.ts';
import { API_POLICY, COMMON_HEADERS } from './page-headers.ts';
import { pageFile } from './page-files.ts';
import { refuseStrangers } from './refuse-strangers.ts';
import type { ServedConsole, ServeOptions } from './serve-options.ts';
import { Sessions } from './sessions.ts';
import { SignIns } from './sign-ins.ts';

const HEAD_MS = 10_000;
const REQUEST_MS = 60_000;
const MAX_JSON_BYTES = 1_048_576;
const MOST_CONNECTIONS = 200;
const MAX_PARAM = 1024;
const NOT_UNDERSTOOD = 'This request is not understood.';
const SESSION = z.object({ token: z.string().max(200) });

/** Serves page and API. Fails as `listen` does, when the address is taken or not of this machine. */
export async function startConsole(options: ServeOptions): Promise<ServedConsole> {
  const { host, port, basePath, name, gate, parts } = options;
  refuseOpenDoor(options);
  const sessions = new Sessions(name, parts.clock);
  const signIns = gate && new SignIns(gate, parts.clock);
  const app = createServer(options);
  const onFailure = options.onFailure ?? (() => undefined);
  const events = new MarkEvents(options.parts.queries, onFailure);
  const at: Place = { hosts: new Set(), origins: new Set(), cookie: '', isSecure: false };
  // Raw bytes are read by whoever wants them.
  app.addContentTypeParser('*', (_, payload, done) => done(null, payload));
  addHooks(app, options, at);
  addApi(app, options, { at, events, sessions, signIns });
  addPage(app, options);
  await app.listen({ host, port });
  const address = placeOf(app, options, at);
  return {
    ...{ address: address + basePath, port: portOf(app), token: sessions.token },
    url: address + basePath + (gate ? '' : `#token=${sessions.oneTime}`),
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

/** A mistake of whoever calls: everybody on the network could look, or read passwords. */
function refuseOpenDoor({ host, gate, tls, proxy, origin }: ServeOptions): void {
  const isProtected = gate !== undefined && (tls ?? proxy) !== undefined && origin !== undefined;
  if (isLoopback(host) || isProtected) return;
  throw new Error(`${host} needs a gate, TLS and an origin.`);
}

function createServer({ tls, proxy }: ServeOptions): FastifyInstance {
  const options = {
    requestTimeout: REQUEST_MS,
    bodyLimit: MAX_JSON_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM },
    return503OnClosing: true,
    forceCloseConnections: true,
    trustProxy: proxy ?? false,
    frameworkErrors: refuseAddress,
  };
  const app: FastifyInstance = tls
    ? fastify({ ...options, https: { ...tls, handshakeTimeout: HEAD_MS } })
    : fastify(options);
  app.server.headersTimeout = HEAD_MS;
  app.server.maxConnections = MOST_CONNECTIONS;
  if (proxy !== undefined) {
    app.server.on('connection', (socket: Socket) => {
      if (plainAddress(socket.remoteAddress) !== proxy) socket.destroy();
    });
  }
  return app;
}

/** For addresses that lead to no route, not even to the hooks. */
function refuseAddress(_: unknown, __: unknown, reply: FastifyReply): void {
  const refused = new ApiError(400, 'bad-request', NOT_UNDERSTOOD);
  void answerJson(reply.headers(COMMON_HEADERS).code(400), bodyOf(refused));
}

function portOf(app: FastifyInstance): number {
  return (app.server.address() as AddressInfo).port;
}

function placeOf(
  app: FastifyInstance,
  { origin, host, tls, basePath }: ServeOptions,
  at: Place,
): string {
  const port = portOf(app);
  const shown = host.includes(':') ? `[${host}]` : host;
  const ours = origin ?? `${tls ? 'https' : 'http'}://${shown}:${port}`;
  at.origins.add(ours);
  at.hosts.add(new URL(ours).host);
  at.isSecure = ours.startsWith('https:');
  // Neighbours in the same domain cannot set a cookie with such a name, nor can anybody without TLS.
  const prefix = at.isSecure ? (basePath === '/' ? '__Host-' : '__Secure-') : '';
  // Cookies do not tell ports apart, and another program on this machine may set one.
  at.cookie = `${prefix}glyphwatch-${port}`;
  return ours;
}

function addHooks(
  app: FastifyInstance,
  { basePath, proxy, onFailure = () => undefined }: ServeOptions,
  at: Place,
): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(COMMON_HEADERS);
    if (proxy !== undefined) refuseUnencrypted(request);
    refuseStrangers(request, { ...at, page: pageRoute(basePath) });
  });
  app.setErrorHandler((error, _, reply) => {
    const failure = asApiError(ownErrorOf(error) ?? error);
    if (failure.status >= 500) onFailure(error);
    if (failure.retryAfter !== undefined) reply.header('retry-after', failure.retryAfter);
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
  const message = isLarge ? 'This is too large.' : NOT_UNDERSTOOD;
  return new ApiError(statusCode, isLarge ? 'too-large' : 'bad-request', message);
}

/** The proxy may say that people came to it in the clear. */
function refuseUnencrypted({ headers, protocol }: FastifyRequest): void {
  if (headers['x-forwarded-proto'] !== undefined && protocol !== 'https') {
    throw new ApiError(403, 'not-encrypted', 'This console is only there over HTTPS.');
  }
}

interface Inside {
  readonly at: Place;
  readonly events: MarkEvents;
  readonly sessions: Sessions;
  readonly signIns: SignIns | undefined;
}

function addApi(
  app: FastifyInstance,
  options: ServeOptions,
  { at, events, sessions, signIns }: Inside,
): void {
  const { basePath, parts } = options;
  const callerOf = async (request: FastifyRequest, reply: FastifyReply): Promise<string> => {
    const { headers } = request;
    const [, bearer] = /^Bearer (\S+)$/i.exec(headers.authorization ?? '') ?? [];
    const name = sessions.nameOf(cookieOf(headers.cookie, at.cookie), bearer);
    if (name !== undefined) return name;
    const admitted = await signIns?.admit(headers.authorization, request.ip);
    if (admitted === undefined) throw refusedEntry(signIns !== undefined, reply);
    giveCookie(reply, at, basePath, sessions.signIn(admitted));
    return admitted;
  };
  app.post(`${basePath}api/session`, async (request, reply) => {
    const { token } = checked(SESSION, request.body);
    const cookie = signIns ? undefined : sessions.trade(token);
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
  app.get(pageRoute(basePath), async (request, reply) => {
    const name = (request.params as { '*': string })['*'];
    const file = name.startsWith('api/') ? undefined : pageFile(files, name);
    if (!file) return reply.callNotFound();
    return reply.headers(file.headers).type(file.type).send(Buffer.from(file.body));
  });
}

function pageRoute(basePath: string): string {
  return `${basePath}*`;
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

function refusedEntry(isAskedFor: boolean, reply: FastifyReply): ApiError {
  if (!isAskedFor) {
    const message = 'You are not signed in, or the address was used already.';
    const advice = 'Start glyphwatch serve again and open the address that it prints.';
    return new ApiError(401, 'not-signed-in', message, { advice });
  }
  reply.header('www-authenticate', 'Basic realm="Glyphwatch", charset="UTF-8"');
  return new ApiError(401, 'not-signed-in', 'Name or password are missing or wrong.', {
    advice: 'Whoever runs this console gives them out.',
  });
}
