import type { FastifyRequest } from 'fastify';
import { ApiError } from '../api-error.ts';

const READS: readonly string[] = ['GET', 'HEAD'];
export const WRITE_HEADER = 'x-glyphwatch';

/**
 * Before anything else of a request is looked at. Any page in a browser can send requests to this machine: by its address, by a name
 * of its own that leads here (DNS rebinding), or as a form. `hosts` and `origins` are exactly ours; `page` is the route of the page,
 * which no spelling of another URL leads to.
 */
export function refuseStrangers(
  { method, headers, routeOptions }: Pick<FastifyRequest, 'method' | 'headers' | 'routeOptions'>,
  {
    hosts,
    origins,
    page,
  }: { hosts: ReadonlySet<string>; origins: ReadonlySet<string>; page: string },
): void {
  const { host = '', origin } = headers;
  if (!hosts.has(host.toLowerCase())) {
    const [ours = ''] = hosts;
    throw new ApiError(421, 'wrong-host', 'This console is not at the address you used.', {
      advice: `Open it at ${ours}.`,
    });
  }
  const isRead = READS.includes(method);
  const site = headers['sec-fetch-site'];
  const isOpened = headers['sec-fetch-mode'] === 'navigate' && isRead && routeOptions.url === page;
  const isForeign =
    (origin !== undefined && !origins.has(origin)) ||
    // A link in a message may open the page, which holds nothing, and whose cookie is not sent along.
    (site !== undefined && site !== 'same-origin' && site !== 'none' && !isOpened);
  if (isForeign) throw new ApiError(403, 'foreign-origin', 'Another page asked for this.');
  if (!isRead && headers[WRITE_HEADER] === undefined) {
    throw new ApiError(403, 'header-missing', 'Writes need the header X-Glyphwatch: 1.');
  }
}
