import { HeadObjectCommand, type S3Client } from '@aws-sdk/client-s3';
import { statusOf } from '@glyphwatch/aws-failures';
import type { AskObject } from '@glyphwatch/provider';

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_HeadObject.html */
export function askObject(client: Pick<S3Client, 'send'>): AskObject {
  return async ({ bucket, key, versionId }) => {
    const version = versionId ? { VersionId: versionId } : {};
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: key, ...version }));
      return 'there';
    } catch (error) {
      const status = statusOf(error);
      // 405 is what S3 says of a delete marker.
      if (status === 404 || status === 405) return 'gone';
      if (status === 403) return 'denied';
      throw error;
    }
  };
}
