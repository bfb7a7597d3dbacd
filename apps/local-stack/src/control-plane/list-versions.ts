import { HeadObjectCommand, ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import { ANY_CREDENTIALS } from '../emulators.ts';
import { escapeXml, xml } from '../gateway/answers.ts';
import type { HttpAnswer } from '../gateway/forward.ts';
import type { HttpRequest } from '../gateway/read-call.ts';
import type { ControlPlaneContext } from './control-plane-context.ts';

const PAGE = 1000;

/**
 * The newest version of each object: the S3 emulator lists no versions, and nothing here needs older ones.
 * https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html
 */
export async function listVersions(
  { url }: HttpRequest,
  { endpoint, region }: ControlPlaneContext,
): Promise<HttpAnswer> {
  const [, Bucket = '', search = ''] = /^\/([^/?]+)\/?\?(.*)$/s.exec(url) ?? [];
  const query = new URLSearchParams(search);
  const marker = query.get('key-marker');
  const config = { endpoint, region, credentials: ANY_CREDENTIALS };
  const client = new S3Client({ ...config, forcePathStyle: true });
  try {
    const { Contents = [], IsTruncated = false } = await client.send(
      new ListObjectsV2Command({
        Bucket,
        Prefix: query.get('prefix') ?? '',
        MaxKeys: PAGE,
        ...(marker === null ? {} : { StartAfter: marker }),
      }),
    );
    const versions = await Promise.all(
      Contents.map(async ({ Key = '', Size = 0, ETag = '', LastModified = new Date() }) => {
        const { VersionId = 'null' } = await client.send(new HeadObjectCommand({ Bucket, Key }));
        // S3 gives whole seconds.
        const time = `${LastModified.toISOString().slice(0, 19)}.000Z`;
        return `<Version><Key>${encoded(Key)}</Key><VersionId>${VersionId}</VersionId><IsLatest>true</IsLatest><LastModified>${time}</LastModified><ETag>${escapeXml(ETag)}</ETag><Size>${Size}</Size></Version>`;
      }),
    );
    const last = Contents.at(-1)?.Key;
    const next = IsTruncated && last ? `<NextKeyMarker>${encoded(last)}</NextKeyMarker>` : '';
    return xml(
      200,
      `<ListVersionsResult><EncodingType>url</EncodingType><IsTruncated>${IsTruncated}</IsTruncated>${next}${versions.join('')}</ListVersionsResult>`,
    );
  } finally {
    client.destroy();
  }
}

function encoded(key: string): string {
  return encodeURIComponent(key).replaceAll('%20', '+').replaceAll('%2F', '/');
}
