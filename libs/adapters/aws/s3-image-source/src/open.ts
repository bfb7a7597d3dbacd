import { S3Client } from '@aws-sdk/client-s3';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import type { CurrentImages } from '@glyphwatch/domain';
import type { AskObject, OpenImage } from '@glyphwatch/provider';
import { objectState } from './object-state.ts';
import { S3CurrentImages } from './s3-current-images.ts';
import { S3ImageSource, type S3ImageSourceOptions } from './s3-image-source.ts';

/** Images in S3, all through one client. */
export interface S3Images extends CurrentImages {
  readonly open: OpenImage;
  readonly askObject: AskObject;
}

/** With the SDK's client, configured by the environment. */
export function openS3Images(options: Pick<S3ImageSourceOptions, 'maxBytes'>): S3Images {
  const client = new S3Client({ requestHandler: CLIENT_TIMEOUTS });
  const current = new S3CurrentImages(client);
  return {
    open: (address) => new S3ImageSource(client, address, options),
    askObject: (address) => objectState(client, address),
    find: (address) => current.find(address),
  };
}
