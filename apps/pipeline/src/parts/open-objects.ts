import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';

export function openObjects(): S3Client {
  return new S3Client({ requestHandler: CLIENT_TIMEOUTS });
}
