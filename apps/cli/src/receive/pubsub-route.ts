import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { bearerIn, pubsubNotices } from '@glyphwatch/upload-notices';
import { googleTokenCheck } from '@glyphwatch/upload-notices/google-token';
import type { ReceiveSettings } from '../settings/receive-schema.ts';
import { invalid } from '../terminal/invalid.ts';
import { imagesIn, type RouteContext } from './minio-route.ts';
import type { Route } from './route.ts';

export async function pubsubRoute(
  { buckets, audience, email, keys, endpoint }: NonNullable<ReceiveSettings['pubsub']>,
  context: RouteContext,
): Promise<Route> {
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
