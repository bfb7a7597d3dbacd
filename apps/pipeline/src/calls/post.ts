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

export interface Answer {
  readonly status: number;
  readonly text: string;
  readonly errorType?: string | undefined;
  readonly requestId?: string | undefined;
}

const agents = {
  'http:': new HttpAgent({ keepAlive: true }),
  'https:': new HttpsAgent({ keepAlive: true }),
};

/** One signed POST, headers and body in one write. */
export async function post(
  { region, credentials, endpointOf }: Place,
  service: string,
  headers: Readonly<Record<string, string>>,
  body: string,
  timeoutMs: number,
): Promise<Answer> {
  const url = new URL(endpointOf(service));
  const unsigned = { service, region, method: 'POST', host: url.host, path: '/', body };
  const signed = sign({ ...unsigned, headers: { ...headers } }, credentials());
  const isSecure = url.protocol === 'https:';
  return new Promise((resolve, reject) => {
    const request = (isSecure ? requestHttps : requestHttp)(
      {
        host: url.hostname,
        port: url.port,
        method: 'POST',
        path: '/',
        headers: signed.headers,
        agent: agents[isSecure ? 'https:' : 'http:'],
        timeout: timeoutMs,
      },
      (response) => void collect(response).then(resolve, reject),
    );
    request.on('timeout', () => request.destroy(timedOut(timeoutMs)));
    request.on('error', reject);
    request.end(body);
  });
}

async function collect(response: IncomingMessage): Promise<Answer> {
  const pieces: Buffer[] = [];
  for await (const piece of response) pieces.push(piece);
  const { 'x-amzn-errortype': errorType, 'x-amzn-requestid': requestId } = response.headers;
  return {
    status: response.statusCode ?? 0,
    text: Buffer.concat(pieces).toString('utf8'),
    errorType: [errorType].flat()[0],
    requestId: [requestId].flat()[0],
  };
}

function timedOut(timeoutMs: number): Error {
  const error = new Error(`No answer for ${timeoutMs} ms.`);
  error.name = 'TimeoutError';
  return error;
}
