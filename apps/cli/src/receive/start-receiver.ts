import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Answer, tryAgain } from './answer.ts';

/** Milliseconds for the head of a request, and for all of it; not for its answer. */
const HEAD_MS = 10_000;
const REQUEST_MS = 30_000;
const MOST_CONNECTIONS = 200;

export interface ReceiverOptions {
  readonly host: string;
  readonly port: number;
  readonly take: (request: IncomingMessage) => Promise<Answer>;
  readonly onAnswer: (answer: Answer) => void;
}

export interface Receiver {
  readonly url: string;
  /** Takes no more, and resolves once the last request is answered. */
  close(): Promise<void>;
}

/** Fails as `listen` does, when the address is taken or not of this machine. */
export async function startReceiver(options: ReceiverOptions): Promise<Receiver> {
  const { host, port } = options;
  const server = createServer({ headersTimeout: HEAD_MS, requestTimeout: REQUEST_MS });
  server.maxConnections = MOST_CONNECTIONS;
  const isListening = (): boolean => server.listening;
  server.on('request', (request, response) => {
    void respond(request, response, { ...options, isListening });
  });
  server.listen(port, host);
  await once(server, 'listening');
  const { address, port: taken, family } = server.address() as AddressInfo;
  return {
    url: `http://${family === 'IPv6' ? `[${address}]` : address}:${taken}`,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeIdleConnections();
      await closed;
    },
  };
}

function describe(body: string, json: unknown) {
  return {
    'content-type': json === undefined ? 'text/plain' : 'application/json',
    'content-length': Buffer.byteLength(body),
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  { take, onAnswer, isListening }: ReceiverOptions & { isListening(): boolean },
): Promise<void> {
  const answer = await take(request).catch(() => tryAgain('it could not be taken'));
  const { status, reason, headers, json } = answer;
  const body = json === undefined ? reason : JSON.stringify(json);
  response.writeHead(status, {
    ...(body === undefined ? {} : describe(body, json)),
    // What is left of a body that was not read would be taken for the next request; and the last answer ends the connection.
    ...(request.complete && isListening() ? {} : { connection: 'close' }),
    ...headers,
  });
  response.end(body);
  onAnswer(answer);
}
