import { isAbsolute, resolve } from 'node:path';
import { imageIdOf, type ResultWithoutText } from '@glyphwatch/domain';
import { bucketAddress, objectUri } from '@glyphwatch/s3-image-source/bucket-address';

const URL_SCHEME = /^https?:\/\//;

/** The image that somebody names by its path, from the current folder, or as an object in a bucket or container. */
export function imageIdNamed(name: string, cwd: string): string {
  if (URL_SCHEME.test(name)) return name;
  const object = bucketAddress(name);
  return object ? imageIdOf({ bucket: object.bucket, key: object.prefix }) : resolve(cwd, name);
}

/** How people name it; `undefined` for a file. */
export function objectName({ imageId, address }: Pick<ResultWithoutText, 'imageId' | 'address'>) {
  if (isAbsolute(imageId)) return undefined;
  return URL_SCHEME.test(imageId) ? imageId : objectUri(address);
}
