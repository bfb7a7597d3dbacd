import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { statusOf } from '@glyphwatch/aws-failures';
import type { CurrentImage, CurrentImages, ImageAddress } from '@glyphwatch/domain';
import { readFailure } from './read-failure.ts';

/** Nothing is there, or a delete marker. */
const NOT_FOUND = 404;
/** The version id of every object in a bucket without versioning. */
const NO_VERSION = 'null';

/** Asks S3 what is at a key now; one HEAD. */
export class S3CurrentImages implements CurrentImages {
  readonly #client: Pick<S3Client, 'send'>;

  constructor(client: Pick<S3Client, 'send'>) {
    this.#client = client;
  }

  async find({ bucket, key }: ImageAddress): Promise<CurrentImage | undefined> {
    try {
      // https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html
      const answer = await this.#client.send(new HeadObjectCommand({ Bucket: bucket, Key: key }));
      const { VersionId = NO_VERSION, ETag = '', LastModified, ContentLength: size } = answer;
      const versionId = VersionId === NO_VERSION ? undefined : VersionId;
      return {
        address: { bucket, key, ...(versionId === undefined ? {} : { versionId }) },
        version: versionId ?? ETag.replaceAll('"', ''),
        uploadedAt: LastModified?.getTime() ?? 0,
        ...(size === undefined ? {} : { size }),
      };
    } catch (error) {
      if (statusOf(error) === NOT_FOUND) return undefined;
      throw await readFailure(error, { bucket, key }, async () => 'denied');
    }
  }
}
