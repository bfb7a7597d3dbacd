import type { Notification, PictureLink, Severity } from '@glyphwatch/domain';
import { fittedBody, titleOf } from '@glyphwatch/notification-text';

/** In UTF-8; of longer ones, the server makes a file. https://docs.ntfy.sh/publish/#limitations */
const LARGEST_BYTES = 4096;
const LONGEST_LINK = 2000;

/** https://docs.ntfy.sh/publish/#message-priority */
const PRIORITIES: Readonly<Record<Severity, number>> = { low: 2, medium: 3, high: 4, critical: 5 };

/** Text as it is: without `markdown`, apps show no markup. https://docs.ntfy.sh/publish/#publish-as-json */
export function ntfyMessage(topic: string, notification: Notification, link?: PictureLink) {
  return {
    topic,
    title: titleOf(notification),
    message: fittedBody(notification, { limit: LARGEST_BYTES, size: Buffer.byteLength }),
    priority: PRIORITIES[notification.severity ?? 'medium'],
    ...(link && link.url.length <= LONGEST_LINK ? { click: link.url } : {}),
  };
}
