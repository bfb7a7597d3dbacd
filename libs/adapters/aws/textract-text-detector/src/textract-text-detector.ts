import { setTimeout as sleep } from 'node:timers/promises';
import {
  DetectDocumentTextCommand,
  type DetectDocumentTextCommandOutput,
} from '@aws-sdk/client-textract';
import {
  type Clock,
  type DetectedLine,
  GlyphwatchError,
  type ImageSource,
  type TextDetection,
  type TextDetector,
} from '@glyphwatch/domain';
import { Pace } from '@glyphwatch/http-calls/pace';
import { allTurnedBack } from '@glyphwatch/sent-image';
import { linesOf } from './detection-of.ts';
import { type Document, documentOf } from './document-of.ts';
import { failureOf } from './failure-of.ts';
import { PROVIDER } from './identity-of.ts';

/** A `TextractClient`, made with `TEXTRACT_CLIENT_OPTIONS`. */
interface Client {
  send(command: DetectDocumentTextCommand): Promise<DetectDocumentTextCommandOutput>;
}

export interface TextractTextDetectorOptions {
  /** Of this process; processes that share the quota get a share each. */
  readonly callsPerSecond: number;
  /** Fails with `detector-unavailable` instead of waiting longer for its turn; else it waits. */
  readonly longestWaitMs?: number | undefined;
  readonly clock?: Clock;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Reads text with Amazon Textract, which gets the bytes. */
export class TextractTextDetector implements TextDetector {
  readonly identity = PROVIDER;
  readonly #client: Client;
  readonly #pace: Pace;
  readonly #longestWaitMs: number | undefined;

  constructor(
    client: Client,
    { callsPerSecond, longestWaitMs, clock = Date.now, wait = sleep }: TextractTextDetectorOptions,
  ) {
    this.#client = client;
    this.#longestWaitMs = longestWaitMs;
    this.#pace = new Pace(callsPerSecond, clock, wait);
  }

  async detectText(image: ImageSource): Promise<TextDetection> {
    const document = documentOf(await image.read());
    if (!(await this.#pace.next(this.#longestWaitMs))) throw tooMany();
    const answer = await this.#ask(document);
    const lines = allTurnedBack(linesOf(answer), document.orientation);
    return {
      provider: PROVIDER,
      modelVersion: answer.DetectDocumentTextModelVersion ?? 'unknown',
      ...document.size,
      ...extentOf(document, lines),
    };
  }

  async #ask({ bytes }: Document): Promise<DetectDocumentTextCommandOutput> {
    try {
      // https://docs.aws.amazon.com/textract/latest/dg/API_DetectDocumentText.html
      return await this.#client.send(new DetectDocumentTextCommand({ Document: { Bytes: bytes } }));
    } catch (error) {
      throw failureOf(error);
    }
  }
}

/** Of an animation, the first frame is read. */
function extentOf(
  { frames, isMirrored, size }: Document,
  lines: readonly DetectedLine[],
): Pick<TextDetection, 'truncated' | 'lines' | 'pages' | 'pageCount' | 'pagesRead'> {
  if (frames === 1) return { truncated: isMirrored, lines };
  return {
    truncated: true,
    pages: [{ number: 1, ...size }],
    pageCount: frames,
    pagesRead: 1,
    lines: lines.map((line) => ({ ...line, page: 1 })),
  };
}

function tooMany(): GlyphwatchError {
  return new GlyphwatchError(
    'detector-unavailable',
    'More images need Textract than its rate allows. They are tried again; if it persists, raise detectionsPerSecond and its quota.',
  );
}
