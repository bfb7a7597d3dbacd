import type { Notification, PictureLink } from '@glyphwatch/domain';
import { fittedBody, partsOf, titleOf } from '@glyphwatch/notification-text';

/** https://docs.slack.dev/reference/block-kit/blocks/section-block */
const LONGEST_SECTION = 3000;
/** Slack refuses some 13,200 characters in all, which it does not document (slackapi/bolt-js#2509). */
const LONGEST_BODY = 9000;
/** https://docs.slack.dev/reference/block-kit/composition-objects/text-object */
const LONGEST_LINK = 2900;

/** Strangers' text only in `plain_text`, which has no markup, and escaped in `text`, which telephones show. */
export function slackMessage(notification: Notification, link?: PictureLink) {
  const title = titleOf(notification);
  const parts = partsOf(fittedBody(notification, { limit: LONGEST_BODY }), LONGEST_SECTION);
  return {
    text: escapeMrkdwn(title),
    blocks: [
      { type: 'header', text: plain(title) },
      ...parts.map((part) => ({ type: 'section', text: plain(part) })),
      ...linkBlocks(link),
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function plain(text: string) {
  return { type: 'plain_text', text, emoji: false };
}

function linkBlocks(link?: PictureLink) {
  if (!link) return [];
  const url = escapeMrkdwn(link.url).replaceAll('|', '%7C');
  if (url.length > LONGEST_LINK) return [];
  return [{ type: 'context', elements: [{ type: 'mrkdwn', text: `<${url}|Open the picture>` }] }];
}

/** https://docs.slack.dev/messaging/formatting-message-text#escaping */
function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
