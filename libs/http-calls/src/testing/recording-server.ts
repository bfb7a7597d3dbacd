import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { TEST_CERTIFICATE, TEST_KEY } from '@glyphwatch/domain/contracts';

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** For bodies that are not text. */
  readonly bytes: Buffer;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Then keeps sending this until the connection ends. */
  readonly endless?: string;
  /** Never answers. */
  readonly silent?: boolean;
  /** Closes the connection after this many bytes of the body. */
  readonly cutAfter?: number;
  /** Sent as it is instead of an answer; then the connection ends, unless it is `endless` or `hangs`. */
  readonly raw?: string;
  /** Stays open after `raw`. */
  readonly hangs?: boolean;
  /** Ends the connection after `raw` by a reset. */
  readonly resets?: boolean;
}

const RESET_AFTER_MS = 100;

/** Answers as the service would, in place of which this server stands. */
export type Answer = (request: Received) => Reply | Promise<Reply>;

/** A real server on loopback that records what it gets and answers as it is told, or as a service would. */
export class RecordingServer {
  readonly received: Received[] = [];
  /** Used one by one; the last one repeats. `answer`: as the service would. */
  replies: (Reply | 'answer')[];
  readonly #server;

  constructor(scheme: 'http' | 'https', answer?: Answer) {
    this.replies = answer ? ['answer'] : [{ status: 204 }];
    const listener: RequestListener = (request, response) => {
      void readBody(request).then(async (bytes) => {
        const received = receivedOf(request, bytes);
        this.received.push(received);
        const [next = { status: 500 }, ...later] = this.replies;
        if (later.length > 0) this.replies = later;
        const reply = next === 'answer' ? ((await answer?.(received)) ?? { status: 500 }) : next;
        if (reply.silent) return;
        if (reply.raw !== undefined) return sendRaw(request.socket, reply.raw, reply);
        response.writeHead(reply.status, { ...reply.headers });
        if (reply.cutAfter !== undefined) return sendPart(response, reply);
        if (reply.endless === undefined) return response.end(reply.body ?? 'ok');
        keepWriting(response, reply.endless);
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

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}

function receivedOf(request: IncomingMessage, bytes: Buffer): Received {
  const { method = '', url = '' } = request;
  return { method, path: url, headers: singleHeaders(request), body: bytes.toString(), bytes };
}

function singleHeaders({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
}

function sendPart(response: ServerResponse, { body = '', cutAfter }: Reply): void {
  response.write(body.slice(0, cutAfter), () => response.destroy());
}

function sendRaw(socket: Socket, text: string, { endless, hangs, resets }: Reply): void {
  if (endless !== undefined) {
    socket.write(text);
    keepWriting(socket, endless);
  } else if (resets) {
    // Late enough for the text to arrive: a reset discards what is still under way.
    socket.write(text, () => setTimeout(() => socket.resetAndDestroy(), RESET_AFTER_MS));
  } else if (hangs) {
    socket.write(text);
  } else {
    socket.end(text);
  }
}

function keepWriting(stream: Writable, text: string): void {
  stream.on('error', () => {});
  stream.write(text);
  const timer = setInterval(() => stream.write(text), 1);
  stream.on('close', () => clearInterval(timer));
}
