import { type DetectorProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { identityOf } from './identity-of.ts';

/** `DetectText` as one IAM statement. The service knows no resources: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonrekognition.html */
const DETECT_TEXT = {
  sid: 'DetectText',
  actions: ['rekognition:DetectText'],
  resources: ['*'],
  why: 'rekognition:DetectText knows no resources.',
} as const;

export const rekognition: DetectorProvider = provider({
  name: 'rekognition',
  abilities: {
    ports: ['TextDetector'],
    summary: 'Amazon Rekognition, by S3 address',
    hosts: ['function'],
    limits: [
      'JPEG and PNG up to 15 MB',
      'at least 80 pixels on each side',
      'the first 100 words of an image',
    ],
    languages: ['en', 'ar', 'ru', 'de', 'fr', 'it', 'pt', 'es'],
    alphabet: { letters: 'A-Za-zàáâãäæçèéêëìíîïñòóôõöœùúûüÿßа-яё\\p{Script=Arabic}' },
    pricePerThousand: 1,
    needs: ['a region that offers Rekognition'],
    notShown: ['bytes that fail to come: it reads none', 'documents: its images have one page'],
  },
  settings: () =>
    z.strictObject({
      detectionsPerSecond: z._default(
        z
          .number()
          .check(
            z.positive(),
            z.maximum(10_000),
            z.describe('Your quota for DetectText in this region (Service Quotas).'),
          ),
        5,
      ),
      secondsPerImage: z._default(
        z.number().check(z.positive(), z.maximum(30), z.describe('How long one detection takes.')),
        1,
      ),
      minConfidence: z._default(
        z
          .number()
          .check(
            z.minimum(0),
            z.maximum(1),
            z.describe('Words that Rekognition is less sure of never reach a rule, 0…1.'),
          ),
        0.3,
      ),
      costPerImage: z._default(
        z
          .number()
          .check(z.nonnegative(), z.describe('For the cost metric, in the currency of your bill.')),
        0.001,
      ),
    }),
  identity: identityOf,
  open: async ({ minConfidence, detectionsPerSecond }, { callsPerSecond, askObject }) => {
    const { openRekognitionTextDetector } = await import('./open.ts');
    return openRekognitionTextDetector({
      askObject: askObject ?? (async () => 'denied'),
      minConfidence,
      callsPerSecond: callsPerSecond ?? detectionsPerSecond,
    });
  },
  aws: ({ detectionsPerSecond, secondsPerImage, costPerImage }) => ({
    rights: [DETECT_TEXT],
    callsPerSecond: detectionsPerSecond,
    secondsPerImage,
    memory: 512,
    costPerImage,
    quota: { service: 'rekognition', name: 'DetectText', setting: 'detectionsPerSecond' },
  }),
});
