import { createServer as createHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { TEST_CERTIFICATE, TEST_KEY } from '@glyphwatch/domain/contracts';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Keeps sending until the connection ends. */
  readonly endless?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
  /** Sent as it is instead of an answer; then the connection ends, unless it is `endless`. */
  readonly raw?: string;
}

/** A real server on loopback that records what it gets and answers as it is told. */
export class RecordingServer {
  readonly received: Received[] = [];
  /** Used one by one; the last one repeats. */
  replies: Reply[] = [{ status: 204 }];
  readonly #server;

  constructor(scheme: 'http' | 'https') {
    const listener: RequestListener = (request, response) => {
      void readBody(request).then((body) => {
        this.received.push({ headers: singleHeaders(request), body });
        const [reply = { status: 500 }, ...later] = this.replies;
        if (later.length > 0) this.replies = later;
        if (reply.silent) return;
        if (reply.raw !== undefined) return sendRaw(request.socket, reply.raw, reply.endless);
        response.writeHead(reply.status, { ...reply.headers });
        if (!reply.endless) return response.end(reply.body ?? 'ok');
        keepWriting(response, 'x'.repeat(1000));
      });
    };
    this.#server =
      scheme === 'https'
        ? createHttps({ cert: TEST_CERTIFICATE, key: TEST_KEY }, listener)
        : createHttp(listener);
  }

  async listen(): Promise<number> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    return (this.#server.address() as AddressInfo).port;
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

async function readBody(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function sendRaw(socket: Socket, text: string, endless = false): void {
  if (!endless) return void socket.end(text);
  keepWriting(socket, text);
}

function keepWriting(stream: Writable, text: string): void {
  stream.on('error', () => {});
  stream.write(text);
  const timer = setInterval(() => stream.write(text), 1);
  stream.on('close', () => clearInterval(timer));
}
