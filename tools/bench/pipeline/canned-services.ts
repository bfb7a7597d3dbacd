import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { startLocalDynamo } from '@glyphwatch/dynamodb-result-store/testing';
import { SETTINGS } from '@glyphwatch/pipeline/testing';

export interface CannedServices {
  /** Environment variables that point a function at them. */
  readonly env: Readonly<Record<string, string>>;
  close(): Promise<void>;
}

const RULES = `rules:
  - id: hello-watch
    description: The first try after a deployment
    match: HELLO WATCH
`;

/** The objects of S3, by key. */
export type Objects = ReadonlyMap<string, Uint8Array>;

/** Prefix of the keys of images that contain the phrases of the rules. */
export const MATCHING = 'match/';

/**
 * Rekognition, SNS, EventBridge and S3 on one port, each with a fixed answer; DynamoDB is dynalite, so that conditions are
 * evaluated. They run in the benchmark's process, so that their CPU time is not measured.
 */
export async function startCannedServices(
  objects: Objects = new Map([[SETTINGS.RULES_KEY, Buffer.from(RULES)]]),
): Promise<CannedServices> {
  const server = createServer((request, response) => {
    void respond(request, response, objects);
  });
  // Functions reuse connections; closing idle ones would race with the next call.
  server.keepAliveTimeout = 0;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const dynamo = await startLocalDynamo();
  return {
    env: {
      AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_ENDPOINT_URL_DYNAMODB: dynamo.endpoint,
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await dynamo.close();
    },
  };
}

async function respond(
  request: IncomingMessage,
  response: ServerResponse,
  objects: Objects,
): Promise<void> {
  const body = await text(request);
  switch (request.headers['x-amz-target']) {
    case 'RekognitionService.DetectText': {
      const isMatch = JSON.parse(body).Image.S3Object.Name.startsWith(MATCHING);
      return send(response, isMatch ? READ_MATCH : READ_OTHER);
    }
    case 'AWSEvents.PutEvents': {
      const Entries = JSON.parse(body).Entries.map(() => ({ EventId: 'e' }));
      return send(response, JSON.stringify({ FailedEntryCount: 0, Entries }));
    }
  }
  if (request.method === 'GET') return sendObject(request, response, objects);
  response.writeHead(200, { 'Content-Type': 'text/xml' }).end(PUBLISHED);
}

/** Path style: `/bucket/key`. */
function sendObject(request: IncomingMessage, response: ServerResponse, objects: Objects): void {
  const [path = ''] = (request.url ?? '').split('?');
  const object = objects.get(decodeURIComponent(path.split('/').slice(2).join('/')));
  if (!object) return void response.writeHead(404, { 'Content-Type': 'text/xml' }).end(NO_SUCH_KEY);
  const isKnown = request.headers['if-none-match'] === ETAG;
  const length = { 'Content-Length': object.length };
  response.writeHead(isKnown ? 304 : 200, { ETag: ETAG, ...(isKnown ? {} : length) });
  response.end(isKnown ? undefined : object);
}

function send(response: ServerResponse, json: string): void {
  response.writeHead(200, { 'Content-Type': 'application/x-amz-json-1.1' }).end(json);
}

const ETAG = '"1"';
const NO_SUCH_KEY = '<Error><Code>NoSuchKey</Code></Error>';
const PUBLISHED =
  '<PublishResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/"><PublishResult>' +
  '<MessageId>1</MessageId></PublishResult></PublishResponse>';

/** Rekognition's answer for a sign or a label: eight lines, 22 words. */
const OTHER_LINES = [
  'LOADING BAY 7',
  'Reg. No. 2026-11-0042',
  'Gross weight 1,250 kg',
  'Made in Ireland',
  'Keep dry',
  'This side up',
  'Handle with care please',
  'BATCH 77 A',
];
const READ_OTHER = answerOf(OTHER_LINES);
const READ_MATCH = answerOf(['HELLO WATCH', ...OTHER_LINES.slice(1)]);

function answerOf(lines: readonly string[]): string {
  let id = 0;
  const TextDetections = lines.flatMap((line, row) => {
    const top = 0.05 + row * 0.1;
    const parent = { ...piece(line, 'LINE', 0.1, top, 0.8), Id: (id += 1) };
    const words = line.split(' ').map((word, column) => ({
      ...piece(word, 'WORD', 0.1 + column * 0.2, top, 0.18),
      Id: (id += 1),
      ParentId: parent.Id,
    }));
    return [parent, ...words];
  });
  return JSON.stringify({ TextDetections, TextModelVersion: '3.0' });
}

function piece(DetectedText: string, Type: string, x: number, y: number, width: number) {
  const [left, top] = [x + 0.001_234_567, y + 0.002_345_678];
  const corners = [
    [left, top],
    [left + width, top],
    [left + width, top + 0.06],
    [left, top + 0.06],
  ];
  return {
    DetectedText,
    Type,
    Confidence: 97.654_321_09,
    Geometry: {
      BoundingBox: { Width: width, Height: 0.06, Left: left, Top: top },
      Polygon: corners.map(([X, Y]) => ({ X, Y })),
    },
  };
}
