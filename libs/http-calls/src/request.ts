import { Agent as HttpAgent, type IncomingMessage, request as requestHttp } from 'node:http';
import { Agent as HttpsAgent, request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';

export interface HttpCall {
  readonly url: string;
  /** Default POST. */
  readonly method?: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
}

export interface HttpAnswer {
  /** Also 101, for a server that takes the call for something else. */
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** What was read of it; empty if nothing was to be read. */
  readonly body: string;
}

export interface Connection {
  readonly lookup: LookupFunction;
  /** For everything, answer included. */
  readonly timeoutMs: number;
  /** Bytes of the answer's body that are read; the rest may never end. */
  readonly maxAnswerBytes: number;
  readonly ca?: string;
}

const LARGEST_RESPONSE_HEAD = 8 * 1024;

/**
 * One call on its own connection. It follows no redirect and ignores proxies from the environment, because both bypass
 * the checked address. Always settles, whatever the server does.
 */
export function request(
  url: URL,
  { method = 'POST', headers, body = '' }: Omit<HttpCall, 'url'>,
  { lookup, timeoutMs, maxAnswerBytes, ca }: Connection,
): Promise<HttpAnswer> {
  const shared = {
    method,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    lookup,
    maxHeaderSize: LARGEST_RESPONSE_HEAD,
    signal: AbortSignal.timeout(timeoutMs),
  };
  return new Promise((resolve, reject) => {
    const sent =
      url.protocol === 'https:'
        ? requestHttps(url, { ...shared, agent: new HttpsAgent(ca === undefined ? {} : { ca }) })
        : requestHttp(url, { ...shared, agent: new HttpAgent() });
    let failure: Error | undefined;
    let isAnswered = false;
    const answer = (response: IncomingMessage, text: string): void => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text });
      sent.destroy();
    };
    const read = async (response: IncomingMessage): Promise<void> => {
      isAnswered = true;
      if (maxAnswerBytes === 0) return answer(response, '');
      try {
        answer(response, await readStart(response, maxAnswerBytes));
      } catch (error) {
        reject(failure ?? error);
      }
    };
    // Once there is an answer, only what keeps it from being read counts: 204 with a body is a success.
    const fail = (error: Error): void => {
      failure ??= error;
      if (!isAnswered) reject(error);
    };
    sent.on('error', fail);
    // Without a listener, Node would close the connection without a word.
    sent.on('upgrade', (response, socket) => {
      socket.destroy();
      answer(response, '');
    });
    sent.on('response', (response) => void read(response));
    sent.on('close', () => fail(new Error('The connection was closed without an answer')));
    sent.end(body);
  });
}

async function readStart(response: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of response) {
    const part = Buffer.from(chunk);
    chunks.push(part);
    bytes += part.length;
    if (bytes >= maxBytes) break;
  }
  return Buffer.concat(chunks).subarray(0, maxBytes).toString('utf8');
}
