import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startLocalDynamo } from '@glyphwatch/dynamodb-result-store/testing';
import { type FauxqsServer, startFauxqs } from 'fauxqs';
import { type Asked, operationOf } from './operation-of.ts';

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body: string;
}
export type Answering = (asked: Asked) => Answer;

/**
 * All of AWS behind one address, as `AWS_ENDPOINT_URL` requires: fauxqs for queues, topics and objects, dynalite for
 * tables, and for services without an emulator the answers given here. An operation without an answer is an error.
 */
export interface LocalCloud {
  readonly endpoint: string;
  readonly fauxqs: FauxqsServer;
  /** By `service:Operation`; they take precedence over the emulators. */
  readonly answers: Map<string, Answering>;
  readonly seen: string[];
  close(): Promise<void>;
}

export async function startLocalCloud(): Promise<LocalCloud> {
  const fauxqs = await startFauxqs({ port: 0, logger: false });
  const dynamo = await startLocalDynamo();
  const answers = new Map<string, Answering>();
  const seen: string[] = [];
  const behind: Readonly<Record<string, string>> = {
    s3: `http://127.0.0.1:${fauxqs.port}`,
    sqs: `http://127.0.0.1:${fauxqs.port}`,
    sns: `http://127.0.0.1:${fauxqs.port}`,
    dynamodb: dynamo.endpoint,
  };
  const server = createServer((incoming, outgoing) => {
    void readBody(incoming).then((body) => {
      const asked = operationOf(incoming, body);
      seen.push(asked.operation);
      const answering = answers.get(asked.operation);
      const emulator = behind[asked.service];
      if (answering) reply(outgoing, answering(asked));
      else if (emulator) forward(emulator, incoming, body, outgoing);
      else reply(outgoing, { status: 501, body: `no answer for ${asked.operation}` });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    endpoint: `http://127.0.0.1:${port}`,
    fauxqs,
    answers,
    seen,
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await fauxqs.stop();
      await dynamo.close();
    },
  };
}

async function readBody(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function reply(outgoing: ServerResponse, { status = 200, headers = {}, body }: Answer): void {
  const type = body.startsWith('<') ? 'text/xml' : 'application/x-amz-json-1.1';
  outgoing.writeHead(status, { 'content-type': type, ...headers });
  outgoing.end(body);
}

function forward(
  target: string,
  { method, headers, url }: IncomingMessage,
  body: Buffer,
  outgoing: ServerResponse,
): void {
  const { hostname, port } = new URL(target);
  const onward = request({ hostname, port, method, headers, path: url }, (answered) => {
    outgoing.writeHead(answered.statusCode ?? 502, answered.headers);
    answered.pipe(outgoing);
  });
  onward.on('error', () => outgoing.destroy());
  onward.end(body);
}
