import { resolve } from 'node:path';
import { imageIdOf } from '@glyphwatch/domain';
import { bucketAddress } from '@glyphwatch/s3-image-source/bucket-address';

/** The image that somebody names by its path, from the current folder, or as an object in a bucket. */
export function imageIdNamed(name: string, cwd: string): string {
  const object = bucketAddress(name);
  return object ? imageIdOf({ bucket: object.bucket, key: object.prefix }) : resolve(cwd, name);
}
