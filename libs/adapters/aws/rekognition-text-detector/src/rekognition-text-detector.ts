import { setTimeout as sleep } from 'node:timers/promises';
import {
  DetectTextCommand,
  type DetectTextCommandOutput,
  type S3Object,
} from '@aws-sdk/client-rekognition';
import type {
  Clock,
  ImageAddress,
  ImageSource,
  TextDetection,
  TextDetector,
} from '@glyphwatch/domain';
import { Pace } from '@glyphwatch/http-calls/pace';
import type { AskObject } from '@glyphwatch/provider';
import { detectionOf } from './detection-of.ts';
import { failureOf } from './failure-of.ts';
import { identityOf } from './identity-of.ts';

/** A `RekognitionClient`, made with `REKOGNITION_CLIENT_OPTIONS`. */
interface Client {
  send(command: DetectTextCommand): Promise<DetectTextCommandOutput>;
}

export interface RekognitionTextDetectorOptions {
  /** Tells a missing image from one that cannot be read. */
  readonly askObject: AskObject;
  /** Less certain words are dropped, 0…1. Low, because rules have their own `minConfidence`. Default 0.05. */
  readonly minConfidence?: number;
  /**
   * Of this process. Default 5, the quota of most regions; processes that share the quota get a share each.
   */
  readonly callsPerSecond?: number;
  readonly clock?: Clock;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Not 0: if anything treated that as unset, Rekognition's own default of 80 would apply. */
export const DEFAULT_MIN_CONFIDENCE = 0.05;
export const DEFAULT_CALLS_PER_SECOND = 5;

/** Reads text with Amazon Rekognition, which fetches the object itself. */
export class RekognitionTextDetector implements TextDetector {
  readonly identity: string;
  readonly #client: Client;
  readonly #askObject: AskObject;
  readonly #minConfidence: number;
  readonly #pace: Pace;

  constructor(
    client: Client,
    {
      askObject,
      minConfidence = DEFAULT_MIN_CONFIDENCE,
      callsPerSecond = DEFAULT_CALLS_PER_SECOND,
      clock = Date.now,
      wait = sleep,
    }: RekognitionTextDetectorOptions,
  ) {
    this.#client = client;
    this.#askObject = askObject;
    this.#minConfidence = minConfidence;
    this.#pace = new Pace(callsPerSecond, clock, wait);
    this.identity = identityOf({ minConfidence });
  }

  async detectText({ address }: ImageSource): Promise<TextDetection> {
    await this.#pace.next();
    try {
      // https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectText.html
      const answer = await this.#client.send(
        new DetectTextCommand({
          Image: { S3Object: objectAt(address) },
          Filters: { WordFilter: { MinConfidence: this.#minConfidence * 100 } },
        }),
      );
      return detectionOf(answer);
    } catch (error) {
      throw await failureOf(error, address, this.#askObject);
    }
  }
}

function objectAt({ bucket, key, versionId }: ImageAddress): S3Object {
  return { Bucket: bucket, Name: key, ...(versionId !== undefined && { Version: versionId }) };
}
