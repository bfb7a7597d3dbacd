import type { Notification } from '@glyphwatch/domain';

export interface PictureLink {
  readonly url: string;
  /** Milliseconds since 1970; absent for a link that does not expire. */
  readonly validUntil?: number;
}

/** Where a reader opens the picture; `undefined` for a notification without a link. */
export type LinkTo = (
  notification: Notification,
) => PictureLink | undefined | Promise<PictureLink | undefined>;

/** Links to the Glyphwatch console at this address, which may have a path of its own. */
export function consoleLink(consoleAddress: string): LinkTo {
  const base = consoleAddress.endsWith('/') ? consoleAddress : `${consoleAddress}/`;
  return ({ imageId }) => {
    const url = new URL('image', base);
    url.searchParams.set('id', imageId);
    return { url: url.href };
  };
}
