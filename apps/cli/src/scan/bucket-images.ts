import type { S3Client } from '@aws-sdk/client-s3';
import type { PassedOver } from '@glyphwatch/file-image-source';
import {
  type BucketAddress,
  bucketAddress,
  objectUri,
} from '@glyphwatch/s3-image-source/bucket-address';
import type { ListedObject, WatchBucketOptions } from '@glyphwatch/s3-image-source/buckets';
import { invalid } from '../terminal/invalid.ts';
import type { Io } from '../terminal/io.ts';
import { kindOfObject } from './kind-of-object.ts';
import type { LocalFile } from './file-scanner.ts';
import type { Target } from './scan-run.ts';

export interface BucketOptions {
  /** URL of an S3-compatible store; absent for AWS. */
  readonly endpoint?: string;
}

interface ObjectName {
  readonly bucket: string;
  readonly key: string;
}

export interface BucketImages {
  /** Everything that is below the prefix now. */
  list(address: BucketAddress): AsyncGenerator<Target>;
  /** The same, then what arrives, changes and disappears. */
  watch(address: BucketAddress, options: WatchBucketOptions): AsyncGenerator<Target>;
  /** One object that somebody named: it may be gone, or no image. */
  named(at: ObjectName): Promise<Target>;
  removed(at: ObjectName): LocalFile;
}

/** With the caller's own credentials. */
export async function openBucketClient(
  { endpoint }: BucketOptions,
  { env }: Pick<Io, 'env'>,
): Promise<S3Client> {
  const { openBucket } = await import('@glyphwatch/s3-image-source/buckets');
  return openBucket({
    endpoint: endpoint ?? (env['AWS_ENDPOINT_URL_S3'] || env['AWS_ENDPOINT_URL']),
    // The AWS CLI reads the second variable, the SDK for JavaScript does not.
    region: env['AWS_REGION'] || env['AWS_DEFAULT_REGION'],
  });
}

/** Loads the SDK, which nothing else on a laptop needs. */
export async function openBucketImages(
  options: BucketOptions,
  maxBytes: number,
  io: Pick<Io, 'env'>,
): Promise<BucketImages> {
  const { BucketImage, listObjects, watchBucket } =
    await import('@glyphwatch/s3-image-source/buckets');
  const client = await openBucketClient(options, io);
  const imageOf = ({ bucket, key }: ObjectName, listed?: ListedObject) => {
    const content = listed ? { listed } : {};
    return new BucketImage(client, { bucket, key }, { maxBytes, ...content });
  };
  const image = (at: ObjectName, listed?: ListedObject): LocalFile => ({
    path: objectUri(at),
    image: imageOf(at, listed),
  });
  const target = async (at: ObjectName, object?: ListedObject): Promise<Target> => {
    const kind = await kindOfObject({
      ...{ key: at.key, size: object?.size },
      readStart: (length) => imageOf(at).readStart(length),
    });
    const passedOver = (why: string): PassedOver => ({ passedOver: objectUri(at), kind: why });
    return kind === undefined ? image(at, object) : passedOver(kind);
  };
  const removed = (at: ObjectName): LocalFile => ({ ...image(at), isRemoved: true });
  const found = ({ bucket }: BucketAddress, object: ListedObject): Promise<Target> =>
    target({ bucket, key: object.key }, object);
  return {
    named: (at) => target(at),
    removed,
    async *list(address) {
      for await (const page of listObjects(client, address)) {
        for (const object of page) yield await found(address, object);
      }
    },
    async *watch(address, watching) {
      const { bucket } = address;
      for await (const change of watchBucket(client, address, watching)) {
        if ('found' in change) yield await found(address, change.found);
        else yield removed({ bucket, key: change.removed });
      }
    },
  };
}

/** Fails with `settings-invalid` for `--endpoint` without a bucket. */
export function bucketsAmong(
  targets: readonly string[],
  { endpoint }: BucketOptions,
): ReadonlyMap<string, BucketAddress> {
  const buckets = new Map<string, BucketAddress>();
  for (const target of targets) {
    const address = bucketAddress(target);
    if (address) buckets.set(target, address);
  }
  if (endpoint !== undefined && buckets.size === 0) {
    throw invalid('--endpoint is for buckets, and none is named. Write one like s3://my-bucket/.');
  }
  return buckets;
}
