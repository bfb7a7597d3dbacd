import { GlyphwatchError, isDigest, type Message } from '@glyphwatch/domain';
import { dataOf, digestDataOf, printableJson } from '@glyphwatch/notification-text';

/** Standard Webhooks recommends payloads under 20 KB. https://www.standardwebhooks.com */
export const LARGEST_PAYLOAD = 20_000;

/** The body that `notification.schema.json` or `digest.schema.json` describes, the same for every repeat of a message. */
export function payloadOf(message: Message): string {
  const type = `image.${message.kind}`;
  const time = isDigest(message) ? message.until : message.uploadedAt;
  const timestamp = new Date(time).toISOString();
  for (const data of isDigest(message) ? digestDataOf(message) : dataOf(message)) {
    const payload = printableJson({ type, timestamp, data });
    if (Buffer.byteLength(payload) < LARGEST_PAYLOAD) return payload;
  }
  throw new GlyphwatchError(
    'notification-refused',
    `The image's address alone exceeds the ${LARGEST_PAYLOAD} bytes of a webhook body. Shorten its path.`,
  );
}
