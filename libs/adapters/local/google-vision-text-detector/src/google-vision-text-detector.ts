import {
  type DetectedLine,
  GlyphwatchError,
  type ImageSource,
  type OnPage,
  type TextDetection,
  type TextDetector,
} from '@glyphwatch/domain';
import { HttpCaller, type HttpOptions, objectIn } from '@glyphwatch/http-calls';
import { type SendLimits, sendPages, type SentPage } from '@glyphwatch/image-pages/send-pages';
import { type ImageAnswer, imageAnswerOf, unknownAnswer } from './answer.ts';
import type { Authorize } from './credentials.ts';
import { identityOf, type Location, type Mode, MODEL, PROVIDER } from './identity-of.ts';
import { linesOf } from './lines-of.ts';
import { googleVisionService } from './service.ts';

export interface GoogleVisionOptions {
  readonly authorize: Authorize;
  readonly mode: Mode;
  /** Where the image is processed; default: anywhere. */
  readonly place?: { readonly project: string; readonly location: Location } | undefined;
  /** For tests. */
  readonly endpoint?: string;
  readonly http?: HttpOptions;
}

export const ENDPOINT = 'https://vision.googleapis.com';
/** The request may have 10 MB, and base64 makes three bytes four: https://cloud.google.com/vision/quotas */
const LIMITS: SendLimits = {
  service: 'Google Vision',
  maxSentBytes: 7_000_000,
  maxSentPixels: 75_000_000,
  minSide: 1,
  maxSide: 75_000_000,
};
const FEATURES: Readonly<Record<Mode, string>> = {
  scene: 'TEXT_DETECTION',
  document: 'DOCUMENT_TEXT_DETECTION',
};
/** Dense pictures take longer than other services need. */
const TIMEOUT_MS = 60_000;

/** Reads text with Google Cloud Vision, which gets the bytes of each page. */
export class GoogleVisionTextDetector implements TextDetector {
  readonly identity: string;
  readonly #options: GoogleVisionOptions;
  readonly #url: string;
  readonly #caller: HttpCaller;

  constructor(options: GoogleVisionOptions) {
    const { endpoint = ENDPOINT, place, http = {} } = options;
    this.identity = identityOf(options);
    this.#options = options;
    const parent = place ? `/projects/${place.project}/locations/${place.location}` : '';
    this.#url = `${endpoint}/v1${parent}/images:annotate`;
    this.#caller = new HttpCaller(googleVisionService, { timeoutMs: TIMEOUT_MS, ...http });
  }

  async detectText(image: ImageSource, onPage?: OnPage): Promise<TextDetection> {
    let isPartial = false;
    const read = async (page: SentPage): Promise<DetectedLine[]> => {
      const answer = await this.#ask(page);
      // Beside an error, what was read is right, but perhaps not all.
      isPartial ||= answer.error !== undefined;
      return linesOf(answer, page);
    };
    const text = await sendPages(await image.read(), LIMITS, read, onPage);
    const truncated = text.truncated || isPartial;
    return { provider: PROVIDER, modelVersion: MODEL, ...text, truncated };
  }

  /** A bad image is sent once more, because at times it passes then. */
  async #ask(page: SentPage): Promise<ImageAnswer> {
    const first = await this.#call(page);
    const answer = isBadImage(first) ? await this.#call(page) : first;
    if (!isBadImage(answer)) return answer;
    throw new GlyphwatchError(
      'image-unsupported',
      'Google Vision cannot read this image. It may be damaged, or in a format that only looks like the one of its content.',
    );
  }

  async #call({ bytes }: SentPage): Promise<ImageAnswer> {
    const body = JSON.stringify(this.#request(bytes));
    const answer = await this.#caller.call(() => ({
      url: this.#url,
      headers: { 'content-type': 'application/json', ...this.#options.authorize() },
      body,
    }));
    const { responses } = objectIn(answer) ?? {};
    if (!Array.isArray(responses) || responses.length !== 1) throw unknownAnswer();
    return imageAnswerOf(responses[0]);
  }

  /** https://cloud.google.com/vision/docs/reference/rest/v1/images/annotate */
  #request(bytes: Uint8Array) {
    const content = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('base64');
    return {
      requests: [
        {
          image: { content },
          features: [{ type: FEATURES[this.#options.mode], model: MODEL }],
          // Without it, words of scenes have no confidence: https://cloud.google.com/vision/docs/release-notes
          imageContext: { textDetectionParams: { enableTextDetectionConfidenceScore: true } },
        },
      ],
    };
  }
}

function isBadImage({ error, fullTextAnnotation }: ImageAnswer): boolean {
  return error !== undefined && !fullTextAnnotation;
}
