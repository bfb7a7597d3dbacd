import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import {
  bearerIn,
  isSameSecret,
  minioNotices,
  pubsubNotices,
  type UploadNotice,
} from '@glyphwatch/upload-notices';
import { openBucketImages } from '../scan/bucket-images.ts';
import type { ReceiveSettings } from '../settings/receive-schema.ts';
import { invalid } from '../terminal/invalid.ts';
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

export async function pubsubRoute(
  { buckets, audience, email, keys, endpoint }: Settings<'pubsub'>,
  context: RouteContext,
): Promise<Route> {
  const { googleTokenCheck } = await import('@glyphwatch/upload-notices/google-token');
  const check = googleTokenCheck({ audience, email, keys: keysAt(keys, context.folder) });
  return {
    path: '/pubsub',
    isChecked: true,
    async refusal({ headers }) {
      const token = bearerIn(headers.authorization);
      return token === undefined ? 'the bearer token is missing' : check(token);
    },
    parse: pubsubNotices,
    ...(await imagesIn(buckets, endpoint, context)),
  };
}

async function imagesIn(
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

function keysAt(place: string, folder: string) {
  const url = URL.parse(place);
  if (url && /^https?:$/.test(url.protocol)) return url;
  try {
    return JSON.parse(readFileSync(resolve(folder, place), 'utf8'));
  } catch (cause) {
    const message = `receive.pubsub.keys: ${place} is no file with a set of keys. Leave it out to ask Google.`;
    throw invalid(message, cause);
  }
}
