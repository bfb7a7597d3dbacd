import { type DetectorProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { PROVIDER } from './identity-of.ts';

/** The service knows no resources for it: https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazontextract.html */
const DETECT_DOCUMENT_TEXT = {
  sid: 'DetectDocumentText',
  actions: ['textract:DetectDocumentText'],
  resources: ['*'],
  why: 'textract:DetectDocumentText knows no resources.',
} as const;

export const textract: DetectorProvider = provider({
  name: PROVIDER,
  abilities: {
    ports: ['TextDetector'],
    summary: 'Amazon Textract: dense text and handwriting',
    hosts: ['laptop', 'function'],
    limits: [
      'JPEG, PNG, and TIFF or PDF of one page, up to 10 MB',
      'at most 10,000 pixels on each side',
      'text of 15 pixels or more',
      'no vertical text',
    ],
    languages: ['en', 'fr', 'de', 'it', 'pt', 'es'],
    alphabet: { letters: 'A-Za-zàáâãäæçèéêëìíîïñòóôõöœùúûüÿß' },
    pricePerThousand: 1.5,
    needs: ['AWS credentials, and a region that offers Textract'],
    notShown: ['documents: it reads one page'],
  },
  settings: () =>
    z.strictObject({
      detectionsPerSecond: z._default(
        z
          .number()
          .check(
            z.positive(),
            z.maximum(10_000),
            z.describe('Your quota for DetectDocumentText in this region (Service Quotas).'),
          ),
        1,
      ),
      secondsPerImage: z._default(
        z.number().check(z.positive(), z.maximum(30), z.describe('How long one detection takes.')),
        2,
      ),
      costPerImage: z._default(
        z
          .number()
          .check(z.nonnegative(), z.describe('For the cost metric, in the currency of your bill.')),
        0.0015,
      ),
    }),
  open: async ({ detectionsPerSecond }, { callsPerSecond, longestWaitMs }) => {
    const { openTextractTextDetector } = await import('./open.ts');
    return openTextractTextDetector({
      callsPerSecond: callsPerSecond ?? detectionsPerSecond,
      longestWaitMs,
    });
  },
  aws: ({ detectionsPerSecond, secondsPerImage, costPerImage }) => ({
    rights: [DETECT_DOCUMENT_TEXT],
    callsPerSecond: detectionsPerSecond,
    secondsPerImage,
    // Five images at once, each as bytes, as a copy of them and in base64.
    memory: 1024,
    costPerImage,
    quota: { service: 'textract', name: 'DetectDocumentText', setting: 'detectionsPerSecond' },
  }),
});
