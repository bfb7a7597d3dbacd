import { GlyphwatchError, type Notification } from '@glyphwatch/domain';
import { dataOf, printableJson } from '@glyphwatch/notification-text';

/** Standard Webhooks recommends payloads under 20 KB. https://www.standardwebhooks.com */
export const LARGEST_PAYLOAD = 20_000;

/** The body that `notification.schema.json` describes, the same for every repeat of a notification. */
export function payloadOf(notification: Notification): string {
  const type = `image.${notification.kind}`;
  for (const data of dataOf(notification)) {
    const payload = printableJson({ type, timestamp: data.uploadedAt, data });
    if (Buffer.byteLength(payload) < LARGEST_PAYLOAD) return payload;
  }
  throw new GlyphwatchError(
    'notification-refused',
    `The image's address alone exceeds the ${LARGEST_PAYLOAD} bytes of a webhook body. Shorten its path.`,
  );
}
