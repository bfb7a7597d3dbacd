import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { S3WatchlistSource, type S3WatchlistSourceOptions } from './s3-watchlist-source.ts';

export { keyInSecret } from './key-in-secret.ts';

/** With the SDK's client, configured by the environment. */
export function openS3WatchlistSource(options: S3WatchlistSourceOptions): S3WatchlistSource {
  return new S3WatchlistSource(new S3Client({ requestHandler: CLIENT_TIMEOUTS }), options);
}
