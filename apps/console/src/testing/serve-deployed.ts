import { createHash } from 'node:crypto';
import { once } from 'node:events';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';
import type { ServedSamples } from './serve-samples.ts';

const CLIENT = 'console-page';
const API = 'https://watch.example.com/api';

/** A deployed console: the same page and API, below another address that lets only tokens of an issuer through. */
export class ServedDeployed {
  readonly url: string;
  /** What people were sent to the issuer with. */
  readonly asked: URLSearchParams[];
  readonly #servers: readonly Server[];
  /** Tokens that the API takes. */
  readonly good: Set<string>;

  constructor(url: string, did: Pick<ServedDeployed, 'asked' | 'good'>, servers: Server[]) {
    this.url = url;
    this.asked = did.asked;
    this.good = did.good;
    this.#servers = servers;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const server of this.#servers) {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    }
  }
}

export async function serveDeployed(behind: ServedSamples): Promise<ServedDeployed> {
  const did = { asked: [] as URLSearchParams[], good: new Set<string>() };
  const [issuer, issuerServer] = await listen(issuerOf(did));
  const [url, pageServer] = await listen(pageOf(behind, issuer, did.good));
  return new ServedDeployed(`${url}/`, did, [issuerServer, pageServer]);
}

async function listen(handler: (at: () => string) => RequestListener): Promise<[string, Server]> {
  let address = '';
  const server = createServer(handler(() => address));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return [address, server];
}

/** Lets everybody in who brings what PKCE demands. */
function issuerOf({ asked, good }: Pick<ServedDeployed, 'asked' | 'good'>) {
  return (at: () => string): RequestListener =>
    async (request, response) => {
      const { pathname, searchParams } = new URL(request.url ?? '/', at());
      response.setHeader('access-control-allow-origin', '*');
      if (pathname === '/.well-known/openid-configuration') {
        const endpoints = { authorization_endpoint: `${at()}/ask`, token_endpoint: `${at()}/give` };
        response.end(JSON.stringify(endpoints));
      } else if (pathname === '/ask') {
        asked.push(searchParams);
        const back = new URL(searchParams.get('redirect_uri') ?? '');
        back.searchParams.set('code', `code-${asked.length}`);
        back.searchParams.set('state', searchParams.get('state') ?? '');
        response.writeHead(302, { location: back.href }).end();
      } else {
        const form = new URLSearchParams((await buffer(request)).toString());
        const first = asked[Number(form.get('code')?.split('-')[1]) - 1];
        const challenge = createHash('sha256').update(form.get('code_verifier') ?? '');
        const fits =
          first?.get('code_challenge') === challenge.digest('base64url') &&
          first.get('redirect_uri') === form.get('redirect_uri') &&
          form.get('client_id') === CLIENT;
        const token = `token-${good.size + 1}`;
        if (fits) good.add(token);
        response
          .writeHead(fits ? 200 : 400)
          .end(JSON.stringify(fits ? { access_token: token } : {}));
      }
    };
}

function pageOf(behind: ServedSamples, issuer: string, good: ReadonlySet<string>) {
  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    const { url = '/', headers } = request;
    const isApi = url.startsWith('/api/');
    if (isApi && !good.has(headers.authorization?.replace('Bearer ', '') ?? '')) {
      response.writeHead(401).end('{"message":"Unauthorized"}');
      return;
    }
    const given = await behind.ask(url.slice(1), await sentOf(request));
    const policy = given.headers.get('content-security-policy') ?? '';
    response.writeHead(given.status, {
      'content-type': given.headers.get('content-type') ?? '',
      // As the deployment's headers.
      'content-security-policy': policy.replace(
        "connect-src 'self'",
        `connect-src 'self' ${issuer}`,
      ),
    });
    const body = Buffer.from(await given.arrayBuffer());
    const place = JSON.stringify({ issuer, clientId: CLIENT, audience: API });
    const meta = `<meta name="glyphwatch-sign-in" content='${place}' />`;
    response.end(isApi ? body : withMeta(body, meta, given.headers.get('content-type') ?? ''));
  };
  return (): RequestListener => (request, response) =>
    // A tab that closes asks for the last pictures while everything ends.
    void answer(request, response).catch(() => response.destroy());
}

function withMeta(body: Buffer, meta: string, type: string): Buffer {
  if (!type.startsWith('text/html')) return body;
  return Buffer.from(body.toString().replace('</head>', `${meta}</head>`));
}

async function sentOf(request: IncomingMessage): Promise<RequestInit> {
  const { method = 'GET', headers } = request;
  if (method === 'GET') return {};
  const { 'content-type': type = '', 'x-glyphwatch': write = '' } = headers;
  const sent = { 'content-type': type, 'x-glyphwatch': String(write) };
  return { method, headers: sent, body: await buffer(request) };
}
