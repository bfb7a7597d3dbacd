import {
  bearerIn,
  isSameSecret,
  minioNotices,
  type UploadNotice,
} from '@glyphwatch/upload-notices';
import { openBucketImages } from '../scan/bucket-images.ts';
import type { ReceiveSettings } from '../settings/receive-schema.ts';
import type { Io } from '../terminal/io.ts';
import type { Route } from './route.ts';

export interface RouteContext {
  readonly maxBytes: number;
  /** Relative paths start here. */
  readonly folder: string;
  readonly io: Io;
}

type Settings<Name extends keyof ReceiveSettings> = NonNullable<ReceiveSettings[Name]>;

export async function minioRoute(
  { buckets, tokenFrom: token, endpoint, keys }: Settings<'minio'>,
  context: RouteContext,
): Promise<Route> {
  return {
    path: '/minio',
    isChecked: token !== undefined,
    async refusal({ headers }) {
      if (token === undefined) return undefined;
      const given = bearerIn(headers.authorization);
      if (given === undefined) return 'the bearer token is missing';
      return isSameSecret(given, token) ? undefined : 'the bearer token is wrong';
    },
    parse: (body) => minioNotices(body, keys),
    ...(await imagesIn(buckets, endpoint, context)),
  };
}

/** Images are only read from these buckets. */
export async function imagesIn(
  buckets: readonly string[],
  endpoint: string | undefined,
  { maxBytes, io }: RouteContext,
): Promise<Pick<Route, 'knows' | 'open'>> {
  const images = await openBucketImages({ ...(endpoint ? { endpoint } : {}) }, maxBytes, io);
  return {
    knows: ({ bucket }) => buckets.includes(bucket),
    async open({ isRemoved, ...at }: UploadNotice) {
      return isRemoved ? images.removed(at) : images.named(at);
    },
  };
}
