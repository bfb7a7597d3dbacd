import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { startRekognitionLocal, type RekognitionLocal, type S3Settings } from './index.ts';
import { fixedDetector } from './testing/fixed-detector.ts';
import { blank } from './testing/picture.ts';
import { postAsBotocore } from './testing/post.ts';

const REQUEST = { Image: { S3Object: { Bucket: 'images', Name: 'a b.png', Version: 'v 1' } } };

/** An S3 that answers every request alike. */
let answer: { status: number; body: Buffer };
let seen: IncomingMessage[];
let storage: Server;
let endpoint: string;
let server: RekognitionLocal | undefined;

beforeEach(async () => {
  answer = { status: 200, body: await blank(80, 80).png().toBuffer() };
  seen = [];
  storage = createServer((request, response) => {
    seen.push(request);
    response.writeHead(answer.status, { 'content-length': answer.body.length }).end(answer.body);
  });
  storage.listen(0, '127.0.0.1');
  await once(storage, 'listening');
  endpoint = `http://127.0.0.1:${(storage.address() as AddressInfo).port}`;
});
afterEach(async () => {
  await server?.close();
  storage.closeAllConnections();
  storage.close();
});

async function ask(more: Partial<S3Settings> = {}) {
  server = await startRekognitionLocal({
    port: 0,
    detector: fixedDetector(),
    s3: { endpoint, ...more },
  });
  return postAsBotocore(server.url, REQUEST);
}

it('requests the version with path-style addressing, as the caller', async () => {
  expect((await ask()).status).toBe(200);
  expect(seen.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /images/a%20b.png?versionId=v%201&x-id=GetObject',
  ]);
  expect(seen[0]?.headers.authorization).toContain('Credential=AKIDEXAMPLE/');
});

it('uses its own credentials if configured', async () => {
  await ask({ credentials: { accessKeyId: 'OWN', secretAccessKey: 'secret' } });
  expect(seen[0]?.headers.authorization).toContain('Credential=OWN/');
});

for (const [what, status, size, expected] of [
  ['an object of 15 MB + 1 byte', 200, 15 * 1024 * 1024 + 1, [400, 'ImageTooLargeException']],
  ['an empty object', 200, 0, [400, 'InvalidImageFormatException']],
  ['an object that S3 denies', 403, 0, [400, 'InvalidS3ObjectException']],
  ['a bucket of another region', 301, 0, [400, 'InvalidS3ObjectException']],
  ['an S3 that fails', 500, 0, [500, 'InternalServerError']],
] as const) {
  it(`answers ${expected[1]} for ${what}`, async () => {
    answer = { status, body: Buffer.alloc(size) };
    const refused = await ask();
    const { __type } = (await refused.json()) as { __type: string };
    expect([refused.status, __type]).toEqual(expected);
  });
}

it('answers InternalServerError with the endpoint if it is down', async () => {
  storage.close();
  expect(await (await ask()).json()).toMatchObject({
    __type: 'InternalServerError',
    Message: expect.stringContaining(endpoint),
  });
});
