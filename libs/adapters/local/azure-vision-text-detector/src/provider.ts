import { urlMistake } from '@glyphwatch/http-calls/url-mistake';
import { FORMATS } from '@glyphwatch/image-pages/formats';
import { type DetectorProvider, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { identityOf } from './identity-of.ts';

/** Of the service itself, so that a key never goes to somebody else by a slip. */
const endpoint = z.string().check(
  z.refine((text) => endpointMistake(text) === undefined, {
    error: ({ input }) => endpointMistake(String(input)) ?? '',
  }),
);

const HOSTS = /\.(cognitiveservices|cognitive|api\.cognitive)\.(azure|microsoft)\.(com|cn|us)$/;

function endpointMistake(text: string): string | undefined {
  const mistake = urlMistake(text, { allowHttp: false, allowPrivate: false });
  if (mistake !== undefined) return mistake;
  return HOSTS.test(new URL(text).hostname)
    ? undefined
    : 'must be the endpoint of your resource: https://NAME.cognitiveservices.azure.com';
}

export const azureVision: DetectorProvider = provider({
  name: 'azure-vision',
  abilities: {
    ports: ['TextDetector'],
    summary:
      'Azure AI Vision (Image Analysis 4.0): 164 languages, handwriting in 9; ends on 25 September 2028',
    hosts: ['laptop'],
    limits: [
      FORMATS.join(', '),
      'what is more than 20 MB is sent as a smaller JPEG',
      '50 to 16,000 pixels a side',
    ],
    pricePerThousand: 1.5,
    needs: ['a Computer Vision resource in Azure'],
  },
  settings: (secret) =>
    z.strictObject({
      endpoint: endpoint.check(
        z.describe('Of your resource: https://NAME.cognitiveservices.azure.com'),
      ),
      keyFrom: z.prefault(
        secret.check(z.describe('Environment variable with a key of the resource.')),
        'AZURE_VISION_KEY',
      ),
    }),
  identity: () => identityOf(),
  server: ({ endpoint }) => endpoint,
  open: async ({ endpoint, keyFrom: key }) => {
    const { AzureVisionTextDetector } = await import('./azure-vision-text-detector.ts');
    return new AzureVisionTextDetector({ endpoint, key });
  },
});
