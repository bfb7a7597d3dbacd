import { request as requestHttp, Agent as HttpAgent } from 'node:http';
import { request as requestHttps, Agent as HttpsAgent } from 'node:https';
import type { LookupFunction } from 'node:net';

export interface Post {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  readonly lookup: LookupFunction;
  readonly timeoutMs: number;
  readonly ca?: string;
}

export interface Answer {
  readonly status: number;
  readonly retryAfter?: string;
}

const LARGEST_RESPONSE_HEAD = 8 * 1024;

/**
 * One POST on its own connection. It follows no redirect and ignores proxies from the environment, because both bypass
 * the checked address. Only the head of the answer is read: the body is useless and may never end.
 */
export function post(url: URL, { headers, body, lookup, timeoutMs, ca }: Post): Promise<Answer> {
  const shared = {
    method: 'POST',
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    lookup,
    maxHeaderSize: LARGEST_RESPONSE_HEAD,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const request =
      url.protocol === 'https:'
        ? requestHttps(url, { ...shared, agent: new HttpsAgent(ca === undefined ? {} : { ca }) })
        : requestHttp(url, { ...shared, agent: new HttpAgent() });
    request.on('error', reject);
    request.on('response', (response) => {
      const retryAfter = response.headers['retry-after'];
      resolve({
        status: response.statusCode ?? 0,
        ...(retryAfter === undefined ? {} : { retryAfter }),
      });
      request.destroy();
    });
    request.end(body);
  });
}
