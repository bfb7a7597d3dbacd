import type { Message, Severity } from '@glyphwatch/domain';
import { fittedBody, type TextOptions, titleOf } from '@glyphwatch/notification-text';

/** In UTF-8; of longer ones, the server makes a file. https://docs.ntfy.sh/publish/#limitations */
const LARGEST_BYTES = 4096;
const LONGEST_LINK = 2000;

/** https://docs.ntfy.sh/publish/#message-priority */
const PRIORITIES: Readonly<Record<Severity, number>> = { low: 2, medium: 3, high: 4, critical: 5 };

/** Text as it is: without `markdown`, apps show no markup. https://docs.ntfy.sh/publish/#publish-as-json */
export function ntfyMessage(topic: string, message: Message, options: TextOptions) {
  const { links: [link] = [] } = options;
  const room = { ...options, saysLinks: false, limit: LARGEST_BYTES, size: Buffer.byteLength };
  return {
    topic,
    title: titleOf(message, options),
    message: fittedBody(message, room),
    priority: PRIORITIES[message.severity ?? 'medium'],
    ...(link && link.url.length <= LONGEST_LINK ? { click: link.url } : {}),
  };
}
