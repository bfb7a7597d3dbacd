import { GetObjectCommand, S3Client, type GetObjectCommandOutput } from '@aws-sdk/client-s3';
import { CLIENT_TIMEOUTS, failureKind } from '@glyphwatch/aws-failures';
import type { S3Object } from './detect-text-request.ts';
import { MAX_S3_BYTES } from './check-image.ts';
import { ServiceError } from './service-error.ts';

export interface S3Settings {
  readonly endpoint: string;
  /** Default us-east-1. */
  readonly region?: string;
  /** Default: the caller's access key id with a dummy secret, for services that do not check signatures. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

const DEFAULT_REGION = 'us-east-1';
const ATTEMPTS = 2;

/**
 * Fetches objects from an S3 service as the caller, who needs the permission with the real Rekognition too.
 */
export class S3Images {
  readonly #settings: S3Settings;
  readonly #clients = new Map<string, S3Client>();

  constructor(settings: S3Settings) {
    this.#settings = settings;
  }

  async read({ Bucket, Name: Key, Version: VersionId }: S3Object, caller: string): Promise<Buffer> {
    try {
      const get = new GetObjectCommand({ Bucket, Key, ...(VersionId && { VersionId }) });
      return await bytesOf(await this.#clientFor(caller).send(get));
    } catch (error) {
      if (error instanceof ServiceError) throw error;
      throw translate(error, this.#settings.endpoint);
    }
  }

  close(): void {
    for (const client of this.#clients.values()) client.destroy();
  }

  #clientFor(caller: string): S3Client {
    const {
      endpoint,
      region = DEFAULT_REGION,
      credentials = dummyCredentials(caller),
    } = this.#settings;
    const client =
      this.#clients.get(credentials.accessKeyId) ??
      new S3Client({
        endpoint,
        region,
        credentials,
        forcePathStyle: true,
        maxAttempts: ATTEMPTS,
        requestHandler: CLIENT_TIMEOUTS,
      });
    this.#clients.set(credentials.accessKeyId, client);
    return client;
  }
}

function dummyCredentials(accessKeyId: string) {
  return { accessKeyId, secretAccessKey: 'rekognition-local' };
}

async function bytesOf({ Body, ContentLength = 0 }: GetObjectCommandOutput): Promise<Buffer> {
  if (ContentLength > MAX_S3_BYTES) throw new ServiceError('ImageTooLargeException');
  return Buffer.from((await Body?.transformToByteArray()) ?? []);
}

/** A refusal by S3 is the caller's mistake; no answer is a server error. */
function translate(cause: unknown, endpoint: string): ServiceError {
  return failureKind(cause) === 'transient'
    ? new ServiceError('InternalServerError', `no answer from S3 at ${endpoint}`, { cause })
    : new ServiceError('InvalidS3ObjectException', undefined, { cause });
}
