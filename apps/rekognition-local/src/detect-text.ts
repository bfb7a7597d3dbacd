import type { DetectTextResponse } from '@aws-sdk/client-rekognition';
import { hasErrorCode, type TextDetector } from '@glyphwatch/domain';
import { asRekognitionReads } from './as-rekognition-reads.ts';
import { checkImage, MAX_INLINE_BYTES, MAX_S3_BYTES } from './check-image.ts';
import { parseRequest, type DetectTextRequest } from './detect-text-request.ts';
import type { S3Images } from './s3-images.ts';
import { ServiceError } from './service-error.ts';
import { toAnswer } from './to-answer.ts';

/** The operation itself, from request body to answer. */
export class DetectText {
  readonly #detector: TextDetector;
  readonly #s3: S3Images | undefined;

  constructor(detector: TextDetector, s3: S3Images | undefined) {
    this.#detector = detector;
    this.#s3 = s3;
  }

  /** `caller` is the access key id that signed the request. */
  async answer(body: Buffer, caller: string): Promise<DetectTextResponse> {
    const { Image, Filters } = parseRequest(body);
    const bytes = await this.#bytesOf(Image, caller);
    const address = { bucket: 'request', key: 'image' };
    try {
      const read = () => Promise.resolve(bytes);
      const detection = await this.#detector.detectText({ address, read });
      return toAnswer(asRekognitionReads(detection, Filters), detection.modelVersion);
    } catch (cause) {
      throw hasErrorCode(cause, 'image-unsupported')
        ? new ServiceError('InvalidImageFormatException', undefined, { cause })
        : new ServiceError('InternalServerError', undefined, { cause });
    }
  }

  async #bytesOf({ Bytes, S3Object }: DetectTextRequest['Image'], caller: string) {
    if (!S3Object) return checkImage(Buffer.from(Bytes ?? '', 'base64'), MAX_INLINE_BYTES);
    if (this.#s3) return checkImage(await this.#s3.read(S3Object, caller), MAX_S3_BYTES);
    throw new ServiceError(
      'InvalidS3ObjectException',
      'rekognition-local has no S3 endpoint: start it with --s3-endpoint',
    );
  }
}
