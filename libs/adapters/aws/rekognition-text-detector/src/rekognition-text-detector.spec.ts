import {
  describeTextDetectorContract,
  failureOf,
  type TextDetectorSubject,
} from '@glyphwatch/domain/contracts';
import type { ImageSource } from '@glyphwatch/domain';
import { RekognitionTextDetector, type AskObject } from './index.ts';
import { startLocalAws, type LocalAws } from './testing/local-aws.ts';
import { blankPicture, pictureOf } from './testing/picture.ts';

/** The machine sets the pace here, not a quota. */
const CALLS_PER_SECOND = 1_000;

let aws: LocalAws;
let count = 0;
beforeAll(async () => {
  aws = await startLocalAws();
}, 60_000);
afterAll(() => aws.close());

function detectorMeeting(fault?: string, askObject: AskObject = aws.askObject) {
  const client = aws.clientWith(() => fault);
  return new RekognitionTextDetector(client, { askObject, callsPerSecond: CALLS_PER_SECOND });
}

/** Fails the test when anybody reads bytes: Rekognition fetches by address. */
function imageAt(key: string, bucket = aws.bucket): ImageSource {
  return { address: { bucket, key }, read: () => Promise.reject(new Error('read by bytes')) };
}

async function imageOf(bytes: Uint8Array, key = `image ${(count += 1)}.png`): Promise<ImageSource> {
  await aws.put(key, bytes);
  return imageAt(key);
}

async function openSubject(): Promise<TextDetectorSubject> {
  let fault: string | undefined;
  const client = aws.clientWith(() => fault);
  return {
    detector: new RekognitionTextDetector(client, {
      askObject: aws.askObject,
      callsPerSecond: CALLS_PER_SECOND,
    }),
    imageShowing: async (lines) => imageOf(await pictureOf(lines)),
    blankImage: async () => imageOf(await blankPicture()),
    notAnImage: () => imageOf(Buffer.from('no picture')),
    missingImage: () => Promise.resolve(imageAt('never put.png')),
    breakBackend: async () => void (fault = 'drop'),
    misconfigure: async () => void (fault = 'AccessDeniedException'),
    close: async () => client.destroy(),
  };
}

describeTextDetectorContract('RekognitionTextDetector', openSubject, {
  without: ['imageThatFails', 'documentShowing'],
});

for (const [fault, code] of [
  ['ThrottlingException', 'detector-unavailable'],
  ['ProvisionedThroughputExceededException', 'detector-unavailable'],
  ['InternalServerError', 'detector-unavailable'],
  ['InvalidImageFormatException', 'image-unsupported'],
  ['ImageTooLargeException', 'image-unsupported'],
  ['InvalidParameterException', 'image-unsupported'],
  ['AccessDeniedException', 'detector-misconfigured'],
] as const) {
  it(`fails with ${code} on ${fault} and keeps the cause`, async () => {
    const error = await failureOf(detectorMeeting(fault).detectText(imageAt('any.png')), code);
    expect(error.cause).toMatchObject({ name: fault });
  });
}

it('says what Rekognition accepts when it refuses an image', async () => {
  const refused = detectorMeeting().detectText(await imageOf(Buffer.from('GIF89a')));
  expect((await failureOf(refused, 'image-unsupported')).message).toBe(
    'The content is neither JPEG nor PNG, or it is damaged. On your machine, the detector onnx also reads GIF, WebP, TIFF, AVIF, BMP and PDF, with all their pages. Rekognition reads JPEG or PNG, at most 15 MB, at least 80 pixels on each side.',
  );
});

it('finds objects whose keys need escapes on the wire', async () => {
  const detector = detectorMeeting();
  const bytes = await pictureOf(['WET PAINT']);
  for (const key of ['a+b (1) ü é.png', 'C++.png', '%2F.png', 'a/../b 🚪.png']) {
    const { lines } = await detector.detectText(await imageOf(bytes, key));
    expect([key, lines.map(({ text }) => text)]).toEqual([key, ['WET PAINT']]);
  }
}, 30_000);

describe('when Rekognition cannot get at the object', () => {
  const detect = (askObject: AskObject) =>
    detectorMeeting('InvalidS3ObjectException', askObject).detectText(imageAt('any.png'));

  it('fails with image-gone if S3 says so', async () => {
    const error = await failureOf(
      detect(() => Promise.resolve('gone')),
      'image-gone',
    );
    expect(error.cause).toMatchObject({ name: 'InvalidS3ObjectException' });
  });

  it('names region, permission and key as possible causes if the object exists', async () => {
    const error = await failureOf(
      detect(() => Promise.resolve('there')),
      'detector-misconfigured',
    );
    expect(error.message).toMatch(/region.*s3:GetObjectVersion.*kms:Decrypt/);
  });

  it('names the permission that tells missing from denied if S3 denies too', async () => {
    const error = await failureOf(
      detect(() => Promise.resolve('denied')),
      'detector-misconfigured',
    );
    expect(error.message).toContain('s3:ListBucket');
  });

  it('fails with detector-unavailable if S3 does not answer', async () => {
    const unanswered = Object.assign(new Error(), { name: 'TimeoutError' });
    const error = await failureOf(
      detect(() => Promise.reject(unanswered)),
      'detector-unavailable',
    );
    expect(error.cause).toBe(unanswered);
  });
});
