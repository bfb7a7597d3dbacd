import type { Message } from '@glyphwatch/domain';
import {
  fittedBody,
  openPicture,
  type PictureOrProblem,
  type TextOptions,
} from '@glyphwatch/notification-text';

/** In UTF-16 units. https://core.telegram.org/bots/api#sendmessage, #sendphoto */
const LONGEST_TEXT = 4096;
const LONGEST_CAPTION = 1024;
const LONGEST_LINK = 400;

export interface TelegramText {
  readonly text: string;
  readonly entities: readonly {
    readonly type: string;
    readonly offset: number;
    readonly length: number;
  }[];
}

/**
 * All but the link is preformatted: elsewhere, Telegram makes mentions, commands, hashtags and links of plain text, too. The
 * link is an address that can be read, because Telegram drops links to names of a local network.
 */
export function telegramText(
  message: Message,
  { picture, problem }: PictureOrProblem,
  options: TextOptions,
): TelegramText {
  const { links: [link] = [], locale } = options;
  const opened =
    link && link.url.length <= LONGEST_LINK ? `\n\n${openPicture(locale)}: ${link.url}` : '';
  const limit = (picture ? LONGEST_CAPTION : LONGEST_TEXT) - opened.length;
  const body = fittedBody(message, { ...options, saysLinks: false, limit, problem });
  return { text: body + opened, entities: [{ type: 'pre', offset: 0, length: body.length }] };
}
