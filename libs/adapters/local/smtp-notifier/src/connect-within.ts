import { connect, type Socket } from 'node:net';

export interface ConnectionLimits {
  /** Until the connection is open. */
  readonly timeoutMs: number;
  /** Until its end, whatever is sent over it. */
  readonly longestMs: number;
}

/** A connection that ends in time, even if the server sends a byte now and then for ever. */
export function connectWithin(
  { host, port }: { readonly host: string; readonly port: number },
  { timeoutMs, longestMs }: ConnectionLimits,
): Promise<Socket> {
  const { promise, resolve, reject } = Promise.withResolvers<Socket>();
  const signal = AbortSignal.timeout(longestMs);
  const socket = connect({ host, port, signal, timeout: timeoutMs });
  socket.once('connect', () => resolve(socket));
  socket.once('timeout', () => socket.destroy());
  socket.on('error', reject);
  socket.once('close', () => reject(Object.assign(new Error('no answer'), { code: 'ETIMEDOUT' })));
  return promise;
}
