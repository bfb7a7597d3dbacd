import {
  type ImageParts,
  type ImageProvider,
  type OpenImage,
  provider,
  type Right,
} from '@glyphwatch/provider';

export const s3: ImageProvider = provider({
  name: 's3',
  abilities: {
    ports: ['ImageSource'],
    summary: 'an object in S3, by version or ETag',
    hosts: ['laptop', 'function'],
    limits: [],
    notShown: ['erasing a version: the emulator keeps one of each object'],
  },
  open: async (_, { maxBytes }: ImageParts): Promise<OpenImage> => {
    const { openS3Images } = await import('./open.ts');
    return openS3Images({ maxBytes }).open;
  },
});

export interface WatchedImages {
  readonly bucketArn: string;
  /** None: the whole bucket. */
  readonly prefixes: readonly string[];
  /** Of the KMS key that encrypts the bucket, if it is your own. */
  readonly keyArn?: string | undefined;
}

/** Services that fetch an image by its address do so with these rights too. */
export function readImageRights(images: WatchedImages): Right[] {
  const { bucketArn } = images;
  return [
    ...getImageRights(images),
    // Without it an image that is gone looks like one that is forbidden.
    { sid: 'TellGoneFromForbidden', actions: ['s3:ListBucket'], resources: [bucketArn] },
  ];
}

/** The bytes of images, and nothing else of the bucket. */
export function getImageRights({ bucketArn, prefixes, keyArn }: WatchedImages): Right[] {
  return [
    {
      sid: 'Images',
      // A named version needs its own action.
      actions: ['s3:GetObject', 's3:GetObjectVersion'],
      resources: (prefixes.length > 0 ? prefixes : ['']).map((prefix) => `${bucketArn}/${prefix}*`),
      why: 'The names of images are not known before they are uploaded.',
    },
    ...(keyArn ? [{ sid: 'ImageKey', actions: ['kms:Decrypt'], resources: [keyArn] }] : []),
  ];
}
