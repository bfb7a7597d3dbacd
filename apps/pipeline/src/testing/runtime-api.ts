import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';

const VERSION = '/2018-06-01/runtime';
/** The default timeout of a function, milliseconds. */
const TIME_MS = 30_000;

export interface RuntimeApi {
  /** For `AWS_LAMBDA_RUNTIME_API`. */
  readonly address: string;
  /** Resolves when the function asks for its first event. */
  readonly asked: Promise<void>;
  /** Sends the function an event and resolves to its answer; rejects with the error that it reports. */
  invoke(event: unknown): Promise<unknown>;
  close(): void;
}

interface Waiting {
  readonly event: unknown;
  readonly resolve: (answer: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/** Lambda's Runtime API. https://docs.aws.amazon.com/lambda/latest/dg/runtimes-api.html */
export async function startRuntimeApi({ timeMs = TIME_MS } = {}): Promise<RuntimeApi> {
  const queue: Waiting[] = [];
  const running = new Map<string, Waiting>();
  let asks: ((waiting: Waiting) => void) | undefined;
  let askFirst = (): void => undefined;
  const asked = new Promise<void>((resolve) => (askFirst = resolve));
  let count = 0;
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    if (path === `${VERSION}/invocation/next`) {
      askFirst();
      const give = (waiting: Waiting) => {
        const id = String((count += 1));
        running.set(id, waiting);
        response.setHeader('Lambda-Runtime-Aws-Request-Id', id);
        response.setHeader('Lambda-Runtime-Deadline-Ms', Date.now() + timeMs);
        response.end(JSON.stringify(waiting.event));
      };
      const next = queue.shift();
      if (next) give(next);
      else asks = give;
      return;
    }
    const [, id = '', kind] = /invocation\/([^/]+)\/(response|error)$/.exec(path) ?? [];
    void json(request).then((body) => {
      const waiting = running.get(id);
      running.delete(id);
      response.writeHead(202).end();
      if (kind === 'response') waiting?.resolve(body);
      else waiting?.reject(body);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    invoke: (event) =>
      new Promise((resolve, reject) => {
        const waiting = { event, resolve, reject };
        const give = asks;
        asks = undefined;
        if (give) give(waiting);
        else queue.push(waiting);
      }),
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
}
