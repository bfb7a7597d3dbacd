import { createHash } from 'node:crypto';
import type { Notification, PictureLink, Severity } from '@glyphwatch/domain';
import { copyableAddress, fittedBody, printable, titleOf } from '@glyphwatch/notification-text';

const LONGEST_KEY = 255;
const LONGEST_SOURCE = 255;
/** The API takes 512 KB; people read no more than this. */
const LONGEST_BODY = 20_000;
const LONGEST_LINK = 2000;

const SEVERITIES: Readonly<Record<Severity, string>> = {
  low: 'info',
  medium: 'warning',
  high: 'error',
  critical: 'critical',
};

/** https://developer.pagerduty.com/docs/events-api-v2-overview */
export function pagerdutyEvent(routingKey: string, notification: Notification, link?: PictureLink) {
  const { id, kind, severity, address, uploadedAt } = notification;
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedupKey(id),
    client: 'Glyphwatch',
    ...(link && link.url.length <= LONGEST_LINK
      ? { links: [{ href: link.url, text: 'Open the picture' }] }
      : {}),
    payload: {
      summary: titleOf(notification),
      source: printable(copyableAddress(address), { maxLength: LONGEST_SOURCE }) || 'Glyphwatch',
      severity: severity ? SEVERITIES[severity] : kind === 'failed' ? 'warning' : 'info',
      timestamp: new Date(uploadedAt).toISOString(),
      class: kind,
      custom_details: { message: fittedBody(notification, { limit: LONGEST_BODY }) },
    },
  };
}

/** Repeats with the same key join one alert. */
function dedupKey(id: string): string {
  return id.length <= LONGEST_KEY ? id : createHash('sha256').update(id).digest('hex');
}
