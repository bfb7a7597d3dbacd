import { once } from 'node:events';
import { createServer, request, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Has no content, and so no length. */
const NOT_MODIFIED = 304;

/** What happens to one request on its way to a service. */
export type Fault =
  /** It does not arrive; this is the answer instead. */
  | { readonly kind: 'answer'; readonly status: number; readonly body?: string }
  /** It does not arrive; the connection is reset. */
  | { readonly kind: 'reset' }
  /** It arrives so many milliseconds late. */
  | { readonly kind: 'delay'; readonly ms: number }
  /** It arrives and takes effect, but the answer is lost. */
  | { readonly kind: 'lose-answer' }
  /** It is never answered. */
  | { readonly kind: 'hang' }
  /** The answer is cut off after this many bytes of its body. */
  | { readonly kind: 'cut-answer'; readonly after: number }
  /** The answer begins and never ends. */
  | { readonly kind: 'stall-answer' };

/** Decides what happens to each request; `undefined` lets it pass. */
export type FaultPlan = (operation: string) => Fault | undefined;

export interface FaultProxy {
  readonly endpoint: string;
  /** Operations that arrived, in order: the `X-Amz-Target`'s last part, else the HTTP method. */
  readonly seen: string[];
  plan: FaultPlan;
  close(): Promise<void>;
}

/** A proxy between an SDK client and a local service that injects faults on the real wire. */
export async function startFaultProxy(target: string): Promise<FaultProxy> {
  const seen: string[] = [];
  const server = createServer((incoming, outgoing) => {
    const operation = operationOf(incoming);
    seen.push(operation);
    const fault = proxy.plan(operation);
    if (fault?.kind === 'answer') answer(incoming, outgoing, fault.status, fault.body);
    else if (fault?.kind === 'reset') incoming.socket.resetAndDestroy();
    else if (fault?.kind === 'delay') {
      setTimeout(() => forward(target, incoming, outgoing, undefined), fault.ms);
    } else if (fault?.kind !== 'hang') forward(target, incoming, outgoing, fault);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const proxy: FaultProxy = {
    endpoint: `http://127.0.0.1:${port}`,
    seen,
    plan: () => undefined,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return proxy;
}

/** Only the first request of this operation meets the fault. */
export function onceAt(operation: string, fault: Fault): FaultPlan {
  let isOver = false;
  return (seen) => {
    if (isOver || seen !== operation) return undefined;
    isOver = true;
    return fault;
  };
}

function operationOf({ headers, method }: IncomingMessage): string {
  const target = headers['x-amz-target'];
  return typeof target === 'string' ? (target.split('.').at(-1) ?? '') : (method ?? '');
}

function answer(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  status: number,
  body = '',
): void {
  incoming.resume();
  incoming.on('end', () => {
    outgoing.writeHead(status, {
      'content-type': body.startsWith('<') ? 'text/xml' : 'text/json',
      ...(status === NOT_MODIFIED ? {} : { 'content-length': Buffer.byteLength(body) }),
    });
    outgoing.end(body);
  });
}

function forward(
  target: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  fault: Fault | undefined,
): void {
  const { method, headers, url } = incoming;
  const { hostname, port } = new URL(target);
  // The path is passed on verbatim: parsing it as a URL would normalise `..` and `%`.
  const onward = request({ hostname, port, method, headers, path: url }, (answered) => {
    if (fault?.kind === 'lose-answer') {
      answered.resume();
      answered.on('end', () => outgoing.destroy());
      return;
    }
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    if (fault?.kind === 'cut-answer') {
      answered.once('data', (chunk: Buffer) => {
        outgoing.write(chunk.subarray(0, fault.after), () => outgoing.destroy());
      });
      return;
    }
    if (fault?.kind === 'stall-answer') {
      answered.once('data', (chunk: Buffer) => outgoing.write(chunk.subarray(0, 1)));
      return;
    }
    answered.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  incoming.pipe(onward);
}
