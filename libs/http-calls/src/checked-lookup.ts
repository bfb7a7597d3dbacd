import type { LookupAddress } from 'node:dns';
import { lookup } from 'node:dns/promises';
import type { LookupFunction } from 'node:net';
import { NotAllowed } from './not-allowed.ts';
import { isPublicAddress } from './public-address.ts';

/** All addresses of a name. */
export type Resolve = (hostname: string) => Promise<readonly LookupAddress[]>;

export const resolveBySystem: Resolve = (hostname) => lookup(hostname, { all: true });

/**
 * Name resolution for one connection. The socket connects only to addresses checked here, which defeats DNS rebinding.
 * One forbidden address rules out the whole name.
 */
export function checkedLookup(resolve: Resolve, allowPrivate: boolean): LookupFunction {
  return (hostname, options, callback) => {
    resolve(hostname).then(
      (addresses) => {
        const [first] = addresses;
        if (!first) return callback(new Error('The name has no address'), '');
        if (!allowPrivate && !addresses.every(({ address }) => isPublicAddress(address))) {
          return callback(forbiddenAddress(), '');
        }
        if (options.all) return callback(null, [...addresses]);
        callback(null, first.address, first.family);
      },
      (error: Error) => callback(error, ''),
    );
  };
}

export function forbiddenAddress(): NotAllowed {
  return new NotAllowed(
    'has an address that is not on the open internet. Correct the URL, or set allowPrivate if it is in your own network.',
  );
}
