import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

export interface SentEntry {
  readonly Source: string;
  readonly DetailType: string;
  readonly Detail: string;
  readonly EventBusName?: string;
  readonly Time?: number;
}

export type Trouble =
  /** The request is refused as a whole. */
  | { readonly status: number; readonly code: string }
  /** It takes effect, but the answer is lost. */
  | 'lose-answer';

export interface EventsEndpoint {
  readonly url: string;
  readonly taken: SentEntry[];
  /** Entries per request. */
  readonly requests: number[];
  trouble: () => Trouble | undefined;
  /** The error code of an entry that is refused. */
  refuseEntry: (entry: SentEntry) => string | undefined;
  close(): Promise<void>;
}

const LARGEST_BYTES = 256 * 1024;
const MAX_ENTRIES = 10;

/** A local PutEvents endpoint with the real wire format (AWS JSON 1.1) and limits, after the documentation. */
export async function startEventsEndpoint(): Promise<EventsEndpoint> {
  const server = createServer((incoming, outgoing) => void respond(endpoint, incoming, outgoing));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const endpoint: EventsEndpoint = {
    url: `http://127.0.0.1:${port}`,
    taken: [],
    requests: [],
    trouble: () => undefined,
    refuseEntry: () => undefined,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
  return endpoint;
}

async function respond(
  endpoint: EventsEndpoint,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const body = await text(incoming);
  if (incoming.headers['x-amz-target'] !== 'AWSEvents.PutEvents') {
    return answer(outgoing, 400, { __type: 'UnknownOperationException' });
  }
  const { Entries }: { Entries: SentEntry[] } = JSON.parse(body);
  endpoint.requests.push(Entries.length);
  const trouble = endpoint.trouble();
  if (typeof trouble === 'object')
    return answer(outgoing, trouble.status, { __type: trouble.code });
  if (Entries.length > MAX_ENTRIES || sizeOf(Entries) > LARGEST_BYTES) {
    return answer(outgoing, 400, { __type: 'ValidationException' });
  }
  const results = Entries.map((entry) => take(endpoint, entry));
  if (trouble === 'lose-answer') return void outgoing.destroy();
  const FailedEntryCount = results.filter((result) => 'ErrorCode' in result).length;
  answer(outgoing, 200, { FailedEntryCount, Entries: results });
}

function take(endpoint: EventsEndpoint, entry: SentEntry) {
  const ErrorCode = endpoint.refuseEntry(entry) ?? (isJson(entry.Detail) ? '' : 'MalformedDetail');
  if (ErrorCode !== '') return { ErrorCode, ErrorMessage: 'no' };
  endpoint.taken.push(entry);
  return { EventId: crypto.randomUUID() };
}

function sizeOf(entries: readonly SentEntry[]): number {
  const parts = entries.flatMap(({ Source, DetailType, Detail }) => [Source, DetailType, Detail]);
  return Buffer.byteLength(parts.join('')) + 14 * entries.length;
}

function isJson(detail: string): boolean {
  try {
    JSON.parse(detail);
    return true;
  } catch {
    return false;
  }
}

function answer(outgoing: ServerResponse, status: number, body: object): void {
  outgoing.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
  outgoing.end(JSON.stringify(body));
}
