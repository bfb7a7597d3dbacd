import { isIP } from 'node:net';
import type { ReceiveSettings } from '../settings/receive-schema.ts';
import { invalid } from '../terminal/invalid.ts';
import { minioRoute, type RouteContext } from './minio-route.ts';
import { eventGridRoute } from './event-grid-route.ts';
import type { Route } from './route.ts';

/**
 * A path for each sender in the settings. Fails with `settings-invalid` if others than this machine's programs could send what
 * nobody can tell from a genuine notification.
 */
export async function routesOf(
  { minio, pubsub, eventgrid }: ReceiveSettings,
  host: string,
  context: RouteContext,
): Promise<ReadonlyMap<string, Route>> {
  const routes = [
    ...(minio ? [await minioRoute(minio, context)] : []),
    ...(pubsub ? [await openPubsub(pubsub, context)] : []),
    ...(eventgrid ? [await eventGridRoute(eventgrid, context)] : []),
  ];
  const open = routes.find(({ isChecked }) => !isChecked);
  if (open && !isLoopback(host)) {
    throw invalid(
      `Anybody who reaches ${host} could send forged notifications to ${open.path}. ` +
        'Give it a secret in the settings (tokenFrom, secretFrom), or leave --host out.',
    );
  }
  return new Map(routes.map((route) => [route.path, route]));
}

/** The library that checks tokens is loaded only for it. */
async function openPubsub(
  settings: NonNullable<ReceiveSettings['pubsub']>,
  context: RouteContext,
): Promise<Route> {
  const { pubsubRoute } = await import('./pubsub-route.ts');
  return pubsubRoute(settings, context);
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));
}
