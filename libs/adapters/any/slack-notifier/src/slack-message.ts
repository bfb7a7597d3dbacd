import type { Message, PictureLink } from '@glyphwatch/domain';
import {
  fittedBody,
  openPicture,
  partsOf,
  type TextOptions,
  titleOf,
} from '@glyphwatch/notification-text';

/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
const LONGEST_SECTION = 3000;
/** Slack refuses some 13,200 characters in all, which it does not document (slackapi/bolt-js#2509). */
const LONGEST_BODY = 9000;
/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const LONGEST_LINK = 2900;

/** Strangers' text only in `plain_text`, which has no markup, and escaped in `text`, which telephones show. */
export function slackMessage(message: Message, options: TextOptions) {
  const { links: [link] = [], locale } = options;
  const title = titleOf(message, options);
  const body = fittedBody(message, { ...options, saysLinks: false, limit: LONGEST_BODY });
  const parts = partsOf(body, LONGEST_SECTION);
  return {
    text: escapeMrkdwn(title),
    blocks: [
      { type: 'header', text: plain(title) },
      ...parts.map((part) => ({ type: 'section', text: plain(part) })),
      ...linkBlocks(openPicture(locale), link),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function plain(text: string) {
  return { type: 'plain_text', text, emoji: false };
}

function linkBlocks(label: string, link?: PictureLink) {
  if (!link) return [];
  const url = escapeMrkdwn(link.url).replaceAll('|', '%7C');
  if (url.length > LONGEST_LINK) return [];
  return [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${url}|${label}>` }] }];
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
