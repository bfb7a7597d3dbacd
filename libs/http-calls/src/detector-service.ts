import type { HttpService } from './http-caller.ts';
import type { HttpFault } from './judge-status.ts';
import type { HttpAnswer } from './request.ts';
import { isWebPage, judgeWebPage } from './web-page.ts';

const CODES = {
  unavailable: 'detector-unavailable',
  misconfigured: 'detector-misconfigured',
  refused: 'image-unsupported',
} as const;

/** What is particular about a vendor's text detection. */
export interface DetectorService {
  /** `Google Vision` */
  readonly name: string;
  /** What to check if it reads no image at all; a sentence. */
  readonly check: string;
  readonly perSecond?: number;
  /** What an answer means; `undefined`: what its status means. */
  readonly judge: (answer: HttpAnswer) => HttpFault | undefined;
}

/** The answer for a dense page has some megabytes. */
const MAX_ANSWER_BYTES = 64 * 1024 * 1024;

/** A vendor's text detection: what comes from a proxy is never taken for an image without text, or for a bad image. */
export function detectorService({ name, check, judge, perSecond }: DetectorService): HttpService {
  return {
    name,
    codes: CODES,
    advice: {
      unavailable: 'Try again; if it persists, check the network and your quota.',
      misconfigured: check,
      refused: 'It will not read this image.',
    },
    maxAnswerBytes: MAX_ANSWER_BYTES,
    ...(perSecond === undefined ? {} : { perSecond }),
    judge: (answer) => (isWebPage(answer) ? judgeWebPage(answer) : judge(answer)),
  };
}
