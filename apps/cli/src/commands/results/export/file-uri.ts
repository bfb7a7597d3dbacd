import { isAbsolute } from 'node:path';
import { pathToFileURL } from 'node:url';
import { bucketAddress, objectUri } from '@glyphwatch/s3-image-source/bucket-address';

/** A relative URI for a path below the current folder, so that it is the same on every machine. */
export function fileUri(name: string): string {
  const object = bucketAddress(name);
  if (object) return objectUri({ bucket: object.bucket, key: encoded(object.prefix) });
  return isAbsolute(name) ? pathToFileURL(name.toWellFormed()).href : encoded(name);
}

function encoded(path: string): string {
  return path.toWellFormed().split('/').map(encodeURIComponent).join('/');
}
