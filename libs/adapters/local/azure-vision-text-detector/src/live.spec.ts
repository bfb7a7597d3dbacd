import { describeLive } from '@glyphwatch/sent-image/testing';
import { AzureVisionTextDetector } from './index.ts';

describeLive(
  'azure-vision',
  ['AZURE_VISION_ENDPOINT', 'AZURE_VISION_KEY'],
  async (endpoint, key) => new AzureVisionTextDetector({ endpoint, key }),
);
