import { eventGridNotices, isSameSecret, type UploadNotice } from '@glyphwatch/upload-notices';
import { kindOfObject } from '../scan/kind-of-object.ts';
import type { Target } from '../scan/scan-run.ts';
import type { ReceiveSettings } from '../settings/receive-schema.ts';
import { invalid } from '../terminal/invalid.ts';
import type { RouteContext } from './minio-route.ts';
import type { Route } from './route.ts';

/** Of the query, because Event Grid signs nothing: https://learn.microsoft.com/azure/event-grid/security-authentication */
const SECRET = 'secret';

export async function eventGridRoute(
  { secretFrom: secret, containersFrom }: NonNullable<ReceiveSettings['eventgrid']>,
  { maxBytes }: RouteContext,
): Promise<Route> {
  const { blobContainer, BlobImage } = await import('@glyphwatch/azure-blob-image-source');
  const containers = new Map(
    containersFrom.map((sasUrl) => {
      const container = blobContainer(sasUrl);
      if (container) return [container.url, container];
      throw invalid(
        'receive.eventgrid.containersFrom: a URL names no container, or has no signature.',
      );
    }),
  );
  return {
    path: '/eventgrid',
    isChecked: secret !== undefined,
    hasHandshake: true,
    async refusal({ query }) {
      if (secret === undefined) return undefined;
      const given = query.get(SECRET);
      if (given === null) return `the query has no ${SECRET}`;
      return isSameSecret(given, secret) ? undefined : `the ${SECRET} in the query is wrong`;
    },
    parse: eventGridNotices,
    knows: ({ bucket }) => containers.has(bucket),
    async open({ bucket, key, isRemoved }: UploadNotice): Promise<Target> {
      const container = containers.get(bucket);
      if (!container) throw new Error('The container is not in the settings.');
      const path = `${bucket}/${key}`;
      const image = new BlobImage(container, key, { maxBytes });
      if (isRemoved) return { path, image, isRemoved };
      const readStart = (length: number) => image.readStart(length);
      const kind = await kindOfObject({ key, readStart });
      return kind === undefined ? { path, image } : { passedOver: path, kind };
    },
  };
}
