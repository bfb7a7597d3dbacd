import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import { sign } from 'aws4';
import type { RoleCredentials } from '../parts/role-credentials.ts';

/** Where calls go, and as whom. */
export interface Place {
  readonly region: string;
  readonly credentials: () => RoleCredentials;
  readonly endpointOf: (service: string) => string;
}

export interface Question {
  readonly service: string;
  readonly method: 'GET' | 'HEAD' | 'POST';
  readonly origin: URL;
  /** Encoded. Apart from the origin, because a URL would take `/../` out of it, and a key may have that. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Without a byte from the other side. */
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const agents = {
  'http:': new HttpAgent({ keepAlive: true }),
  'https:': new HttpsAgent({ keepAlive: true }),
};

/** One signed request, headers and body in one write; resolves with the answer's first byte. */
export function ask(
  { region, credentials }: Place,
  { service, method, origin, path, headers, body = '', timeoutMs, signal }: Question,
): Promise<IncomingMessage> {
  const unsigned = { service, region, method, host: origin.host, path, body };
  const signed = sign({ ...unsigned, headers: { ...headers } }, credentials());
  const isSecure = origin.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (isSecure ? requestHttps : requestHttp)(
      {
        host: origin.hostname,
        port: origin.port,
        method,
        path,
        headers: signed.headers,
        agent: agents[isSecure ? 'https:' : 'http:'],
        timeout: timeoutMs,
        ...(signal ? { signal } : {}),
      },
      resolve,
    );
    request.on('timeout', () => request.destroy(timedOut(timeoutMs)));
    request.on('error', reject);
    request.end(body);
  });
}

/** All of an answer. */
export async function textOf(answer: IncomingMessage): Promise<string> {
  const pieces: Buffer[] = [];
  for await (const piece of answer) pieces.push(piece);
  return Buffer.concat(pieces).toString('utf8');
}

export function headerOf({ headers }: IncomingMessage, name: string): string | undefined {
  return [headers[name]].flat()[0];
}

function timedOut(timeoutMs: number): Error {
  const error = new Error(`No answer for ${timeoutMs} ms.`);
  error.name = 'TimeoutError';
  return error;
}
