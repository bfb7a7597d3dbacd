import { type Channel, NOTIFICATION_KINDS, type NotificationKind } from '@glyphwatch/domain';

/** Rules on the bus choose what they receive. */
const EVERYTHING = new Set(NOTIFICATION_KINDS);

/** The topic is for people, the bus for machines. Rules may name both. */
export function channelsOf(receives: ReadonlySet<NotificationKind>): {
  readonly people: Channel;
  readonly machines: Channel;
} {
  return {
    people: { name: 'topic', receives, isDefault: true },
    machines: { name: 'bus', receives: EVERYTHING, isDefault: true },
  };
}
