import { createServer as createHttp, type IncomingMessage, type RequestListener } from 'node:http';
import { createServer as createHttps } from 'node:https';
import type { AddressInfo } from 'node:net';
import { Webhook } from 'standardwebhooks';
import { TEST_CERTIFICATE, TEST_KEY } from '@glyphwatch/domain/contracts';

export interface Received {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Keeps sending until the connection ends. */
  readonly endless?: boolean;
  /** Never answers. */
  readonly silent?: boolean;
}

/** A real server on loopback that verifies signatures as a receiver would. */
export class WebhookReceiver {
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
        response.writeHead(reply.status, { ...reply.headers });
        if (!reply.endless) return response.end('ok');
        response.write('x'.repeat(1000));
        const timer = setInterval(() => response.write('x'.repeat(1000)), 1);
        response.on('close', () => clearInterval(timer));
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

  /** Ids of the received messages; throws if a signature is wrong. */
  verifiedIds(secret: string): string[] {
    return this.received.map(({ headers, body }) => {
      new Webhook(secret).verify(body, headers);
      return String(headers['webhook-id']);
    });
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
