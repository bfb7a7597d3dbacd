import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { DetectTextCommand, RekognitionClient } from '@aws-sdk/client-rekognition';
import { PutObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { OnnxTextDetector } from '@glyphwatch/onnx-text-detector';
import { startFauxqs, type FauxqsServer } from 'fauxqs';
import { startRekognitionLocal, type RekognitionLocal } from './index.ts';
import { pictureOf, pngOf } from './testing/picture.ts';
import { postAsBotocore } from './testing/post.ts';

jest.setTimeout(60_000);

const CALLER = {
  region: 'us-east-1',
  credentials: { accessKeyId: 'caller', secretAccessKey: 'secret' },
};
const KEY = 'a+b (1) ü é 🚪.png';

let fauxqs: FauxqsServer;
let s3: S3Client;
let server: RekognitionLocal;
let client: RekognitionClient;
const detector = new OnnxTextDetector();

beforeAll(async () => {
  fauxqs = await startFauxqs({ port: 0, logger: false });
  fauxqs.createBucket('images');
  const endpoint = `http://127.0.0.1:${fauxqs.port}`;
  s3 = new S3Client({ ...CALLER, endpoint, forcePathStyle: true });
  server = await startRekognitionLocal({ port: 0, s3: { endpoint }, detector });
  client = new RekognitionClient({ ...CALLER, endpoint: server.url, maxAttempts: 1 });
  await put(KEY, await pngOf('KEEP OUT', 'NO ENTRY'));
});
afterAll(async () => {
  client.destroy();
  s3.destroy();
  await server.close();
  await detector.close();
  await fauxqs.stop();
});

async function put(Key: string, Body: Uint8Array): Promise<void> {
  await s3.send(new PutObjectCommand({ Bucket: 'images', Key, Body }));
}

const detect = (input: DetectTextCommand['input']) => client.send(new DetectTextCommand(input));
const inImages = (Name: string) => ({ Image: { S3Object: { Bucket: 'images', Name } } });

it('returns lines first, then words that refer to them, like Rekognition', async () => {
  const { TextDetections = [], TextModelVersion } = await detect(inImages(KEY));
  expect(
    TextDetections.map(({ Id, Type, ParentId, DetectedText }) => [
      Id,
      Type,
      ParentId,
      DetectedText,
    ]),
  ).toEqual([
    [0, 'LINE', undefined, 'KEEP OUT'],
    [1, 'LINE', undefined, 'NO ENTRY'],
    [2, 'WORD', 0, 'KEEP'],
    [3, 'WORD', 0, 'OUT'],
    [4, 'WORD', 1, 'NO'],
    [5, 'WORD', 1, 'ENTRY'],
  ]);
  expect(TextModelVersion).not.toBe('');
  for (const { Confidence = 0, Geometry } of TextDetections) {
    expect(Confidence).toBeGreaterThan(80);
    expect(Confidence).toBeLessThanOrEqual(100);
    expect(Geometry?.Polygon).toHaveLength(4);
    expect(Object.keys(Geometry?.BoundingBox ?? {}).sort()).toEqual([
      'Height',
      'Left',
      'Top',
      'Width',
    ]);
  }
});

it('reads bytes just like objects', async () => {
  const Bytes = await (await pictureOf('KEEP OUT', 'NO ENTRY')).png().toBuffer();
  expect((await detect({ Image: { Bytes } })).TextDetections).toEqual(
    (await detect(inImages(KEY))).TextDetections,
  );
});

it('keeps only the words in the requested regions', async () => {
  const upperHalf = { BoundingBox: { Left: 0, Top: 0, Width: 1, Height: 0.5 } };
  const { TextDetections = [] } = await detect({
    ...inImages(KEY),
    Filters: { RegionsOfInterest: [upperHalf] },
  });
  expect(TextDetections.map(({ DetectedText }) => DetectedText)).toEqual([
    'KEEP OUT',
    'KEEP',
    'OUT',
  ]);
});

it('applies the EXIF orientation of a JPEG, but not of a PNG', async () => {
  const turned = (await pictureOf('KEEP OUT')).rotate(180).withMetadata({ orientation: 3 });
  const read = async (Bytes: Buffer) =>
    (await detect({ Image: { Bytes } })).TextDetections?.map(({ DetectedText }) => DetectedText);
  expect(await read(await turned.clone().jpeg().toBuffer())).toEqual(['KEEP OUT', 'KEEP', 'OUT']);
  expect(await read(await turned.clone().png().toBuffer())).toEqual([]);
});

it('answers an image without text with an empty list', async () => {
  const Bytes = await (await pictureOf('.')).blur(60).png().toBuffer();
  expect((await detect({ Image: { Bytes } })).TextDetections).toEqual([]);
});

it('works with boto3, including response headers', async () => {
  const answer = await postAsBotocore(server.url, inImages(KEY));
  expect(answer.status).toBe(200);
  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(answer.headers.get('x-amzn-requestid')).toMatch(/^[0-9a-f-]{36}$/);
  expect(await answer.json()).toMatchObject({ TextDetections: { length: 6 } });
});

it('reports an object that does not exist', async () => {
  await expect(detect(inImages('gone.png'))).rejects.toMatchObject({
    name: 'InvalidS3ObjectException',
    message: expect.stringMatching(/^Unable to get object metadata from S3\./),
    $metadata: { httpStatusCode: 400 },
  });
  const Image = { S3Object: { Bucket: 'nobodys-bucket', Name: KEY } };
  await expect(detect({ Image })).rejects.toMatchObject({ name: 'InvalidS3ObjectException' });
});

it('refuses an object that is not a picture', async () => {
  await put('text.png', Buffer.from('no picture'));
  await expect(detect(inImages('text.png'))).rejects.toMatchObject({
    name: 'InvalidImageFormatException',
  });
});

const awsCli = spawnSync('aws', ['--version'], { encoding: 'utf8' });
if (awsCli.status === 0) {
  it('works with the AWS command line', async () => {
    const image = JSON.stringify({ S3Object: { Bucket: 'images', Name: KEY } });
    const call = ['rekognition', 'detect-text', '--endpoint-url', server.url, '--image', image];
    const aws = spawn('aws', [...call, '--region', 'us-east-1', '--output', 'json'], {
      env: { ...process.env, AWS_ACCESS_KEY_ID: 'caller', AWS_SECRET_ACCESS_KEY: 'secret' },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const [printed] = await Promise.all([text(aws.stdout), once(aws, 'exit')]);
    expect(JSON.parse(printed)).toMatchObject({ TextDetections: { length: 6 } });
  }, 30_000);
} else {
  console.info('The AWS command line is not installed here, so nothing was tried with it.');
}
