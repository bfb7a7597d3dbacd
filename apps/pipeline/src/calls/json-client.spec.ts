import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { GetItemCommand, PutItemCommand } from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { DynamoResultStore } from '@glyphwatch/dynamodb-result-store';
import { startLocalDynamo } from '@glyphwatch/dynamodb-result-store/testing';
import { DYNAMODB, EVENTBRIDGE, JsonClient, type JsonService } from './json-client.ts';
import { GetItemCommand as PlainGetItem } from './plain-commands.ts';

type Reply =
  { readonly status?: number; readonly body?: string; readonly type?: string } | 'cut' | 'none';

interface Request {
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

let server: Server;
let url: string;
let replies: Reply[];
let requests: Request[];
let waits: number[];

beforeEach(async () => {
  [replies, requests, waits] = [[], [], []];
  server = createServer((request, response) => {
    void text(request).then((body) => {
      requests.push({ headers: request.headers, body: JSON.parse(body) });
      const reply = replies.shift() ?? {};
      if (reply === 'none') return;
      if (reply === 'cut') {
        response.writeHead(200, { 'Content-Length': '100' }).write('{');
        response.destroy();
        return;
      }
      const { status = 200, body: answer = '{}', type } = reply;
      response.writeHead(status, type === undefined ? {} : { 'x-amzn-ErrorType': type });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterEach(() => {
  server.closeAllConnections();
  server.close();
});

function clientOf(service: JsonService = DYNAMODB, endpoint = url, timeoutMs = 5_000): JsonClient {
  return new JsonClient(service, {
    place: {
      region: 'eu-central-1',
      credentials: () => ({ accessKeyId: 'id', secretAccessKey: 'secret', sessionToken: 'token' }),
      endpointOf: () => endpoint,
    },
    timeoutMs,
    maxAttempts: 3,
    wait: async (milliseconds) => void waits.push(milliseconds),
  });
}

const get = () => clientOf().send(new GetItemCommand({ TableName: 't', Key: { id: { S: 'ä' } } }));

it('sends what a command says, signed for the service and the region', async () => {
  await get();
  const [{ headers, body } = { headers: {}, body: undefined }] = requests;
  expect(body).toEqual({ TableName: 't', Key: { id: { S: 'ä' } } });
  expect(headers['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
  expect(headers['content-type']).toBe('application/x-amz-json-1.0');
  expect(headers['x-amz-security-token']).toBe('token');
  expect(headers.authorization).toMatch(
    /^AWS4-HMAC-SHA256 Credential=id\/\d{8}\/eu-central-1\/dynamodb\/aws4_request, SignedHeaders=\S+, Signature=[0-9a-f]{64}$/,
  );
});

it('understands the commands of the bundle as it does those of the SDK', async () => {
  const { send } = clientOf();
  const command = new PlainGetItem({ TableName: 't' });
  await Reflect.apply(send, clientOf(), [command]);
  expect(requests[0]?.headers['x-amz-target']).toBe('DynamoDB_20120810.GetItem');
  expect(requests[0]?.body).toEqual({ TableName: 't' });
});

it('sends bytes as Base64 and moments as seconds', async () => {
  const B = new Uint8Array([0, 255]);
  await clientOf().send(new PutItemCommand({ TableName: 't', Item: { id: { B } } }));
  const Time = new Date(1_500);
  await clientOf(EVENTBRIDGE).send(new PutEventsCommand({ Entries: [{ Time }] }));
  expect(requests.map(({ body }) => body)).toEqual([
    { TableName: 't', Item: { id: { B: 'AP8=' } } },
    { Entries: [{ Time: 1.5 }] },
  ]);
});

it('reads bytes, and leaves alone what only looks like them', async () => {
  replies = [{ body: '{"Item":{"B":{"B":"AP8="},"C":{"S":"\\"B\\":"}}}' }];
  const { Item } = await get();
  expect(Item).toEqual({ B: { B: Buffer.from([0, 255]) }, C: { S: '"B":' } });
});

it.each([
  { body: '{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException","message":"no"}' },
  { body: '{"message":"no"}', type: 'ValidationException:http://internal.amazon.com/coral/' },
])('fails at once, as the SDK does, with what will never be taken: %j', async (reply) => {
  replies = [{ ...reply, status: 400 }];
  const failure = expect.objectContaining({
    name: 'ValidationException',
    message: 'no',
    $metadata: expect.objectContaining({ httpStatusCode: 400 }),
  });
  await expect(get()).rejects.toEqual(failure);
  expect(requests).toHaveLength(1);
});

it.each<[string, Reply]>([
  ['is overloaded', { status: 503, body: '<html>' }],
  ['throttles', { status: 400, body: '{"__type":"x#ThrottlingException"}' }],
  ['cuts its answer off', 'cut'],
  ['answers what is no JSON', { body: '<html>' }],
])('tries again when the service %s', async (_, reply) => {
  replies = [reply, reply, { body: '{"Item":{"a":{"S":"b"}}}' }];
  expect(await get()).toEqual({ Item: { a: { S: 'b' } } });
  expect(requests).toHaveLength(3);
  expect(waits).toHaveLength(2);
});

it('gives up after the third try and waits longer before it where it was throttled', async () => {
  replies = Array.from({ length: 5 }, () => ({ status: 400, body: '{"__type":"SlowDown"}' }));
  await expect(get()).rejects.toMatchObject({ name: 'SlowDown' });
  expect(requests).toHaveLength(3);
  const [first = NaN, second = NaN] = waits;
  expect(first).toBeLessThanOrEqual(500);
  expect(second).toBeLessThanOrEqual(1_000);
});

it('does not wait for an answer for ever', async () => {
  replies = ['none', 'none', 'none'];
  const send = clientOf(DYNAMODB, url, 20).send(new GetItemCommand({ TableName: 't', Key: {} }));
  await expect(send).rejects.toMatchObject({ name: 'TimeoutError' });
});

it('fails without a status when nobody listens', async () => {
  const send = clientOf(DYNAMODB, 'http://127.0.0.1:1').send(
    new GetItemCommand({ TableName: 't', Key: {} }),
  );
  await expect(send).rejects.toMatchObject({ code: 'ECONNREFUSED' });
  expect(waits).toHaveLength(2);
});

describe('with a real database behind it', () => {
  it('carries a result through claim, commit and find, and tells a lost claim', async () => {
    const dynamo = await startLocalDynamo();
    const store = new DynamoResultStore(clientOf(DYNAMODB, dynamo.endpoint));
    const upload = {
      address: { bucket: 'yard', key: 'ä.png' },
      version: 'v1',
      sequencer: '01',
      uploadedAt: 1_760_000_000_000,
    };
    const lines = [{ text: 'KEEP OUT', confidence: 1, box: BOX, polygon: POLYGON, words: [] }];
    const detection = { provider: 'p', modelVersion: '1', truncated: false, lines };
    const outcome = { status: 'NO_MATCH', detection, ruleMatches: [], nearMisses: [] } as const;
    const commit = { outcome, notifications: [], records: [], notified: [], now: 20 };
    await store.claim(upload, { owner: 'me', now: 10, leaseUntil: 1_000 });
    await expect(store.commit('yard/ä.png', 'you', commit)).rejects.toMatchObject({
      code: 'claim-lost',
    });
    const { result } = await store.commit('yard/ä.png', 'me', commit);
    expect(await store.find('yard/ä.png')).toEqual(result);
    expect(result).toMatchObject({ detection });
    await dynamo.close();
  });
});

const BOX = { left: 0, top: 0, width: 1, height: 1 };
const POLYGON = [
  { x: 0, y: 0 },
  { x: 1, y: 0 },
  { x: 1, y: 1 },
  { x: 0, y: 1 },
] as const;
