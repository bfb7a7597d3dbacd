import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json } from 'node:stream/consumers';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';

export interface Entry {
  readonly EventBusName: string;
  readonly Source: string;
  readonly DetailType: string;
  readonly Time: number;
  readonly Detail: string;
}

/** How PutEvents answers: `entry` fails inside a call that succeeds, `call` fails as a whole. */
export type Refusal =
  { readonly entry: string } | { readonly call: string; readonly status: number };

export interface LocalBus {
  readonly client: EventBridgeClient;
  readonly entries: Entry[];
  /** For the calls to come, in order; the last one stays. */
  refusals: (Refusal | undefined)[];
  calls: number;
  close(): Promise<void>;
}

/** PutEvents on this machine, on the real wire: no emulator answers with failed entries. */
export async function startLocalBus(): Promise<LocalBus> {
  const server = createServer(async (request, response) => {
    const { Entries } = (await json(request)) as { Entries: Entry[] };
    bus.calls += 1;
    const refusal = bus.refusals.length > 1 ? bus.refusals.shift() : bus.refusals[0];
    if (!refusal) bus.entries.push(...Entries);
    const [status, body] = answerTo(refusal);
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.1' });
    response.end(JSON.stringify(body));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const client = new EventBridgeClient({
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    region: 'us-east-1',
    credentials: { accessKeyId: 'caller', secretAccessKey: 'secret' },
    maxAttempts: 1,
    requestHandler: CLIENT_TIMEOUTS,
  });
  const bus: LocalBus = {
    client,
    entries: [],
    refusals: [],
    calls: 0,
    async close() {
      client.destroy();
      server.closeAllConnections();
      server.close();
    },
  };
  return bus;
}

function answerTo(refusal: Refusal | undefined): [number, object] {
  if (!refusal) return [200, { FailedEntryCount: 0, Entries: [{ EventId: 'e' }] }];
  if ('call' in refusal) return [refusal.status, { __type: refusal.call, message: 'no' }];
  const Entries = [{ ErrorCode: refusal.entry, ErrorMessage: 'no' }];
  return [200, { FailedEntryCount: 1, Entries }];
}
