import type { IncomingMessage } from 'node:http';

/** Event Grid's largest batch. https://learn.microsoft.com/azure/event-grid/quotas-limits */
export const MAX_BODY_BYTES = 1024 * 1024;

/** `undefined` if there is more than is read. */
export async function readBody(request: IncomingMessage): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_BODY_BYTES) return undefined;
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of request) {
    size += piece.length;
    if (size > MAX_BODY_BYTES) return undefined;
    pieces.push(piece);
  }
  return Buffer.concat(pieces).toString('utf8');
}
