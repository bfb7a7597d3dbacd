import { randomBytes } from 'node:crypto';
import { startRekognitionLocal, type RekognitionLocal } from './index.ts';
import { fixedDetector } from './testing/fixed-detector.ts';
import { blank } from './testing/picture.ts';
import { postAsBotocore } from './testing/post.ts';

jest.setTimeout(60_000);

let server: RekognitionLocal;
let Bytes: string;
beforeAll(async () => {
  server = await startRekognitionLocal({ port: 0, detector: fixedDetector() });
  Bytes = (await blank(80, 80).png().toBuffer()).toString('base64');
});
afterAll(() => server.close());

async function refusal(body: object | string): Promise<unknown> {
  const answer = await postAsBotocore(server.url, body);
  const { __type } = (await answer.json()) as { __type: string };
  return [answer.status, __type];
}

it('answers with the error body that SDKs parse', async () => {
  const answer = await postAsBotocore(server.url, {});
  expect(answer.headers.get('content-type')).toBe('application/x-amz-json-1.1');
  expect(await answer.json()).toEqual({
    __type: 'InvalidParameterException',
    Code: 'InvalidParameterException',
    Logref: expect.stringMatching(/^[0-9a-f-]{36}$/),
    Message: expect.stringMatching(/^Request has invalid parameters \(Image: /),
  });
});

it('accepts the smallest image and refuses one a pixel smaller', async () => {
  expect((await postAsBotocore(server.url, { Image: { Bytes } })).status).toBe(200);
  for (const [width, height] of [
    [79, 80],
    [80, 79],
  ] as const) {
    const small = (await blank(width, height).png().toBuffer()).toString('base64');
    expect(await refusal({ Image: { Bytes: small } })).toEqual([400, 'InvalidParameterException']);
  }
});

it('refuses formats by content', async () => {
  for (const format of ['gif', 'webp', 'tiff'] as const) {
    const other = (await blank(100, 100).toFormat(format).toBuffer()).toString('base64');
    expect(await refusal({ Image: { Bytes: other } })).toEqual([
      400,
      'InvalidImageFormatException',
    ]);
  }
});

it('refuses bytes above 5 MB and bodies of any size', async () => {
  for (const size of [5 * 1024 * 1024 + 1, 40 * 1024 * 1024]) {
    const large = randomBytes(size).toString('base64');
    expect(await refusal({ Image: { Bytes: large } })).toEqual([400, 'ImageTooLargeException']);
  }
});

const polygon = [
  { X: 0, Y: 0 },
  { X: 1, Y: 0 },
];
for (const [what, body] of [
  ['neither bytes nor object', { Image: {} }],
  [
    'both bytes and object',
    { Image: { Bytes: 'AA==', S3Object: { Bucket: 'images', Name: 'k' } } },
  ],
  ['bytes that are not base64', { Image: { Bytes: 'a b' } }],
  ['an object without a name', { Image: { S3Object: { Bucket: 'images' } } }],
  [
    'a name of more than 1024 characters',
    { Image: { S3Object: { Bucket: 'images', Name: 'k'.repeat(1025) } } },
  ],
  [
    'a confidence above 100',
    { Image: { Bytes: 'AA==' }, Filters: { WordFilter: { MinConfidence: 101 } } },
  ],
  [
    '11 regions',
    {
      Image: { Bytes: 'AA==' },
      Filters: { RegionsOfInterest: Array(11).fill({ Polygon: [...polygon, { X: 1, Y: 1 }] }) },
    },
  ],
  [
    'a region with two corners',
    { Image: { Bytes: 'AA==' }, Filters: { RegionsOfInterest: [{ Polygon: polygon }] } },
  ],
  ['a region that is none', { Image: { Bytes: 'AA==' }, Filters: { RegionsOfInterest: [{}] } }],
] as const) {
  it(`refuses ${what}`, async () => {
    expect(await refusal(body)).toEqual([400, 'InvalidParameterException']);
  });
}

it('ignores unknown members and treats null as absent', async () => {
  const body = { Image: { Bytes, S3Object: null, New: 1 }, Filters: null, New: {} };
  expect((await postAsBotocore(server.url, body)).status).toBe(200);
});

it('refuses a body that is not JSON', async () => {
  for (const body of ['', '{', '3']) {
    expect(await refusal(body)).toEqual([400, 'SerializationException']);
  }
});

it('says how to configure S3 if an object is requested without it', async () => {
  const Image = { S3Object: { Bucket: 'images', Name: 'k' } };
  const answer = await postAsBotocore(server.url, { Image });
  expect(await answer.json()).toMatchObject({
    __type: 'InvalidS3ObjectException',
    Message: expect.stringContaining('--s3-endpoint'),
  });
});

it('offers no other operation, path or method', async () => {
  const elsewhere = [
    postAsBotocore(server.url, '{}', { 'X-Amz-Target': 'RekognitionService.DetectFaces' }),
    fetch(server.url, { method: 'POST', body: '{}' }),
    fetch(`${server.url}/other`, { method: 'POST', body: '{}' }),
    fetch(server.url),
  ];
  for (const answer of await Promise.all(elsewhere)) {
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ __type: 'UnknownOperationException' });
  }
});
