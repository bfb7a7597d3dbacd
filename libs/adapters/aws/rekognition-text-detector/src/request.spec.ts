import type { DetectTextCommand } from '@aws-sdk/client-rekognition';
import type { ImageAddress } from '@glyphwatch/domain';
import { RekognitionTextDetector, type RekognitionTextDetectorOptions } from './index.ts';

function recording(options: Partial<RekognitionTextDetectorOptions> = {}) {
  const inputs: DetectTextCommand['input'][] = [];
  const client = {
    send: ({ input }: DetectTextCommand) => {
      inputs.push(input);
      return Promise.resolve({ $metadata: {} });
    },
  };
  const askObject = () => Promise.resolve('there' as const);
  return { detector: new RekognitionTextDetector(client, { askObject, ...options }), inputs };
}

const imageAt = (address: ImageAddress) => ({
  address,
  read: () => Promise.reject(new Error('read by bytes')),
});

it('sends address, version and minimum confidence', async () => {
  const { detector, inputs } = recording();
  await detector.detectText(imageAt({ bucket: 'b', key: 'k', versionId: 'v1' }));
  expect(inputs).toEqual([
    {
      Image: { S3Object: { Bucket: 'b', Name: 'k', Version: 'v1' } },
      Filters: { WordFilter: { MinConfidence: 5 } },
    },
  ]);
});

it('sends no version for a bucket without versions', async () => {
  const { detector, inputs } = recording({ minConfidence: 0.5 });
  await detector.detectText(imageAt({ bucket: 'b', key: 'k' }));
  expect(inputs).toEqual([
    {
      Image: { S3Object: { Bucket: 'b', Name: 'k' } },
      Filters: { WordFilter: { MinConfidence: 50 } },
    },
  ]);
});

it('starts no more calls per second than allowed', async () => {
  const waits: number[] = [];
  const { detector } = recording({
    callsPerSecond: 5,
    clock: () => 0,
    wait: async (milliseconds) => void waits.push(milliseconds),
  });
  const image = imageAt({ bucket: 'b', key: 'k' });
  await Promise.all([1, 2, 3].map(() => detector.detectText(image)));
  expect(waits).toEqual([200, 400]);
});

it('treats an empty answer as an image without text', async () => {
  const detection = await recording().detector.detectText(imageAt({ bucket: 'b', key: 'k' }));
  expect(detection).toMatchObject({ provider: 'rekognition', truncated: false, lines: [] });
});

it('has a different identity for a different confidence', () => {
  expect(recording().detector.identity).not.toBe(
    recording({ minConfidence: 0.5 }).detector.identity,
  );
});
