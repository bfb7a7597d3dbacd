import {
  isDigest,
  type LinkTo,
  type Locale,
  type Message,
  type Notification,
  type PictureLink,
} from '@glyphwatch/domain';

/** To the picture of each notification in `shownIn`, in that order. */
export type Links = readonly (PictureLink | undefined)[];

export interface TextOptions {
  readonly links?: Links | undefined;
  /** Default: English, UTC. */
  readonly locale?: Locale | undefined;
  /** `false` where the channel shows links its own way; a team's own words may have one all the same. Default: `true`. */
  readonly saysLinks?: boolean | undefined;
}

/** The notifications that a message shows in full. */
export function shownIn(message: Message): readonly Notification[] {
  return isDigest(message) ? message.examples : [message];
}

export async function linksOf(message: Message, linkTo: LinkTo | undefined): Promise<Links> {
  return linkTo ? Promise.all(shownIn(message).map((one) => linkTo(one))) : [];
}
