import { createHash } from 'node:crypto';
import { isDigest, type Message, type Severity } from '@glyphwatch/domain';
import {
  copyableAddress,
  fittedBody,
  openPicture,
  printable,
  type TextOptions,
  titleOf,
} from '@glyphwatch/notification-text';

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
export function pagerdutyEvent(routingKey: string, message: Message, options: TextOptions) {
  const { id, kind, severity } = message;
  const { links: [link] = [], locale } = options;
  const at = isDigest(message) ? message.until : message.uploadedAt;
  return {
    routing_key: routingKey,
    event_action: 'trigger',
    dedup_key: dedupKey(id),
    client: 'Glyphwatch',
    ...(link && link.url.length <= LONGEST_LINK
      ? { links: [{ href: link.url, text: openPicture(locale) }] }
      : {}),
    payload: {
      summary: titleOf(message, options),
      source: sourceOf(message),
      severity: severity ? SEVERITIES[severity] : kind === 'failed' ? 'warning' : 'info',
      timestamp: new Date(at).toISOString(),
      class: kind,
      custom_details: {
        message: fittedBody(message, {
          ...options,
          saysLinks: false,
          limit: LONGEST_BODY,
        }),
      },
    },
  };
}

function sourceOf(message: Message): string {
  if (isDigest(message)) return 'Glyphwatch';
  const { address } = message;
  return printable(copyableAddress(address), { maxLength: LONGEST_SOURCE }) || 'Glyphwatch';
}

/** Repeats with the same key join one alert. */
function dedupKey(id: string): string {
  return id.length <= LONGEST_KEY ? id : createHash('sha256').update(id).digest('hex');
}
