import { isIP } from 'node:net';
import { NotAllowed } from './not-allowed.ts';
import { forbiddenAddress } from './checked-lookup.ts';
import { isPublicAddress } from './public-address.ts';

/** https without user and password, and no address outside the open internet unless that is allowed. */
export function checkedUrl(
  url: string,
  { allowHttp = false, allowPrivate = false }: { allowHttp?: boolean; allowPrivate?: boolean },
): URL {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const isAllowed = parsed?.protocol === 'https:' || (allowHttp && parsed?.protocol === 'http:');
  if (!parsed || !isAllowed || parsed.username !== '' || parsed.password !== '') {
    throw new NotAllowed(
      'must have a URL that begins with https://, without user and password. Set allowHttp to allow http.',
    );
  }
  // Node does not resolve a host that already is an address.
  const address = parsed.hostname.replace(/^\[|\]$/g, '');
  if (!allowPrivate && isIP(address) !== 0 && !isPublicAddress(address)) throw forbiddenAddress();
  return parsed;
}
