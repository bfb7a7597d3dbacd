import type { LinkTo } from '@glyphwatch/domain';

/** Links to the Glyphwatch console at this address, which may have a path of its own. */
export function consoleLink(consoleAddress: string): LinkTo {
  const base = consoleAddress.endsWith('/') ? consoleAddress : `${consoleAddress}/`;
  return ({ imageId }) => {
    const url = new URL('image', base);
    url.searchParams.set('id', imageId);
    return { url: url.href };
  };
}
