import type {
  DetectedLine,
  ImageSource,
  OnPage,
  TextDetection,
  TextDetector,
} from '@glyphwatch/domain';
import { HttpCaller, type HttpOptions, objectIn } from '@glyphwatch/http-calls';
import { type SendLimits, sendPages, type SentPage } from '@glyphwatch/image-pages/send-pages';
import { API_VERSION, identityOf, PROVIDER } from './identity-of.ts';
import { textOf } from './lines-of.ts';
import { azureVisionService } from './service.ts';

export interface AzureVisionOptions {
  /** `https://NAME.cognitiveservices.azure.com` */
  readonly endpoint: string;
  readonly key: string;
  readonly http?: HttpOptions;
}

/** https://learn.microsoft.com/azure/ai-services/computer-vision/overview-image-analysis#input-requirements */
const LIMITS: SendLimits = {
  service: 'Azure AI Vision',
  maxSentBytes: 20_971_519,
  maxSentPixels: 16_000 * 16_000,
  minSide: 50,
  maxSide: 16_000,
};
/** Dense pictures take longer than other services need. */
const TIMEOUT_MS = 60_000;

/** Reads text with Azure AI Vision (Image Analysis 4.0, Read), which gets the bytes of each page. */
export class AzureVisionTextDetector implements TextDetector {
  readonly identity = identityOf();
  readonly #url: string;
  readonly #key: string;
  readonly #caller: HttpCaller;

  constructor({ endpoint, key, http = {} }: AzureVisionOptions) {
    const path = `computervision/imageanalysis:analyze?api-version=${API_VERSION}&features=read`;
    this.#url = new URL(path, endpoint.replace(/\/*$/, '/')).href;
    this.#key = key;
    this.#caller = new HttpCaller(azureVisionService, { timeoutMs: TIMEOUT_MS, ...http });
  }

  async detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    let model = 'unknown';
    const read = async (page: SentPage): Promise<readonly DetectedLine[]> => {
      const { modelVersion, lines } = await this.#ask(page);
      model = modelVersion;
      return lines;
    };
    const text = await sendPages(await image.read(), LIMITS, read, onPage);
    return { provider: PROVIDER, modelVersion: model, ...text };
  }

  async #ask({ bytes }: SentPage) {
    const answer = await this.#caller.call(() => ({
      url: this.#url,
      headers: {
        'content-type': 'application/octet-stream',
        'ocp-apim-subscription-key': this.#key,
      },
      body: bytes,
    }));
    return textOf(objectIn(answer) ?? {});
  }
}
