import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { CLIENT_TIMEOUTS, translateFailure } from '@glyphwatch/aws-failures';
import type { Clock, LinkTo } from '@glyphwatch/domain';

export interface PresignedLinkOptions {
  /** Used when a rule is sensitive: a presigned link shows the picture to anyone who has the mail. */
  readonly forSensitive: LinkTo;
  readonly clock?: Clock;
}

/** At most: the link also ends with the session that signed it. Short, because mail is forwarded and kept. */
const VALID_SECONDS = 3600;
/** The object's own type is its uploader's choice: HTML must not run under the bucket's host name. */
const TYPES: Readonly<Record<string, string>> = {
  jpg: 'image/jpeg',
  jpeg: 'image/jpeg',
  png: 'image/png',
};

/** Links that show the picture to anyone who has them, until they expire. */
export function presignedLink(
  client: S3Client,
  { forSensitive, clock = Date.now }: PresignedLinkOptions,
): LinkTo {
  return async (notification) => {
    const { address, rules } = notification;
    if (rules.some(({ sensitive }) => sensitive)) return forSensitive(notification);
    const now = clock();
    try {
      // https://docs.aws.amazon.com/AmazonS3/latest/userguide/using-presigned-url.html
      const url = await getSignedUrl(client, getPicture(address), {
        expiresIn: VALID_SECONDS,
        signingDate: new Date(now),
      });
      return { url, validUntil: now + VALID_SECONDS * 1000 };
    } catch (error) {
      throw translateFailure(error, {
        unavailable: 'notifier-unavailable',
        misconfigured: 'notifier-misconfigured',
        service: 'the credentials that sign picture links',
      });
    }
  };
}

/** With the SDK's client, configured by the environment. */
export function openPresignedLink(options: PresignedLinkOptions): LinkTo {
  return presignedLink(new S3Client({ requestHandler: CLIENT_TIMEOUTS }), options);
}

function getPicture({ bucket, key, versionId }: Parameters<LinkTo>[0]['address']) {
  const type = TYPES[key.slice(key.lastIndexOf('.') + 1).toLowerCase()];
  return new GetObjectCommand({
    Bucket: bucket,
    Key: key,
    VersionId: versionId,
    ResponseContentType: type ?? 'application/octet-stream',
  });
}
