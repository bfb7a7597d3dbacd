import {
  briefly,
  type Deliveries,
  type Delivery,
  type DeliveryState,
  type DeliverySummary,
  GlyphwatchError,
  type NewDelivery,
  type Notification,
  type Postponement,
} from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import type { Change } from './change.ts';
import { type Item, number, sizeOf, text, textIf } from './result-item.ts';
import { sortKeyOf } from './sort-key.ts';
import type { Condition } from './table.ts';
import { DELIVERIES } from './tables.ts';

/** Leaves room for the other attributes, and for nine more rows and a result in one transaction. */
const MAX_PACKED_BYTES = 350 * 1024;
const MAX_SHOWN_TEXT = 100_000;
const MAX_RULES = 200;
const MAX_TEXT = 1000;

/** All but the notification. */
export const ROW_ATTRIBUTES = [
  ...[DELIVERIES.partitionKey, 'State', 'AddedAt', 'AddedKey', 'Due', 'Attempts', 'About'],
  ...['Why', 'Error', 'EndedAt', 'Message', 'By', 'Reached'],
] as const;

export const IF_NEW: Condition = {
  ConditionExpression: 'attribute_not_exists(#id)',
  ExpressionAttributeNames: { '#id': DELIVERIES.partitionKey },
};

export interface Row {
  readonly delivery: Delivery;
  readonly addedKey: string;
}

export function rowKey(id: string): Item {
  return { [DELIVERIES.partitionKey]: text(id) };
}

export function newRow(delivery: NewDelivery, now: number): Item {
  const { id, channel, imageId, waitMs, why } = delivery;
  const due = now + waitMs;
  return {
    ...rowKey(id),
    Channel: text(channel),
    ImageID: text(imageId),
    State: text('waiting'),
    ...openAs('waiting', channel, sortKeyOf(due, id)),
    AddedKey: text(sortKeyOf(now, id)),
    AddedAt: number(now),
    Due: number(due),
    Attempts: number(0),
    ...textIf('Why', why),
    ...packed(delivery),
  };
}

/** Fails if it is damaged. */
export function rowIn(item: Item): Row {
  const { State, AddedAt, AddedKey, Due, Attempts, About, Why, EndedAt, Message, By } = item;
  const error = item['Error']?.S;
  const reached = item['Reached']?.L?.flatMap(({ S }) => S ?? []);
  const about = unpacked<DeliverySummary>(About?.B);
  if ([AddedAt?.N, Due?.N, about.id].includes(undefined)) throw new TypeError('this is not a row');
  return {
    addedKey: AddedKey?.S ?? '',
    delivery: {
      ...about,
      state: (State?.S ?? 'waiting') as DeliveryState,
      addedAt: Number(AddedAt?.N),
      due: Number(Due?.N),
      attempts: Number(Attempts?.N),
      ...(Why?.S === undefined ? {} : { why: Why.S }),
      ...(error === undefined ? {} : { error }),
      ...(reached === undefined ? {} : { reached }),
      ...(EndedAt?.N === undefined ? {} : { endedAt: Number(EndedAt.N) }),
      ...(Message?.S === undefined ? {} : { message: Message.S }),
      ...(By?.S === undefined ? {} : { by: By.S }),
    },
  };
}

/** Fails if it is damaged. */
export function notificationIn(item: Item): Notification {
  return unpacked(item['Notification']?.B);
}

/** Where `ByDue` has the rows of this state. */
export function openPartition(state: 'waiting' | 'refused', channel: string): string {
  return `${state}:${channel}`;
}

function openAs(state: 'waiting' | 'refused', channel: string, sortKey: string): Item {
  return { Open: text(openPartition(state, channel)), OpenKey: text(sortKey) };
}

/** As a row it was seen, and still waits. */
export function postponing(
  channel: string,
  { id, due, until, why, error, reached }: Postponement,
): Change {
  return {
    onlyIf: { State: text('waiting'), Channel: text(channel), Due: number(due) },
    set: {
      Due: number(until),
      OpenKey: text(sortKeyOf(until, id)),
      ...textIf('Why', why),
      ...textIf('Error', shortened(error)),
      ...(reached === undefined ? {} : { Reached: { L: reached.map(text) } }),
    },
    ...(error === undefined ? {} : { add: { Attempts: number(1) } }),
  };
}

export function ending(
  channel: string,
  { state, message, error }: Parameters<Deliveries['end']>[2],
  now: number,
): Change {
  const onlyIf = { State: text('waiting'), Channel: text(channel) };
  const ended = {
    EndedAt: number(now),
    ...textIf('Message', message),
    ...textIf('Error', shortened(error)),
  };
  const set = { State: text(state), ...ended };
  const earlier = error === undefined ? ['Error'] : [];
  if (state === 'told') return { onlyIf, set, remove: ['Open', 'OpenKey', ...earlier] };
  const open = { Open: text(openPartition('refused', channel)) };
  return { onlyIf, set: { ...set, ...open }, copy: { OpenKey: 'AddedKey' }, remove: earlier };
}

export function withdrawing(by: string, why: string, now: number): Change {
  return {
    onlyIf: { State: text('waiting') },
    set: { State: text('withdrawn'), EndedAt: number(now), By: text(by), Why: text(why) },
    remove: ['Open', 'OpenKey'],
  };
}

export function retrying({ id, channel }: Delivery, by: string, now: number): Change {
  const waiting = { State: text('waiting'), ...openAs('waiting', channel, sortKeyOf(now, id)) };
  return {
    onlyIf: { State: text('refused') },
    set: { ...waiting, Due: number(now), Attempts: number(0), By: text(by) },
    remove: ['EndedAt'],
  };
}

/** What is told and what is shown, shortened until both fit into an item. */
function packed(delivery: NewDelivery): Item {
  for (const shorten of SHORTENINGS) {
    const { notification, waitMs: _w, why: _y, ...about } = shorten(delivery);
    const item = { About: { B: packBody(about) }, Notification: { B: packBody(notification) } };
    if (sizeOf(item) <= MAX_PACKED_BYTES) return item;
  }
  throw new GlyphwatchError(
    'store-misconfigured',
    `A notification of the channel ${JSON.stringify(delivery.channel)} does not fit into an item of DynamoDB. Shorten the ids of your rules.`,
  );
}

/** Each leaves less: all, the beginning of the text, mere counts, the worst rules. */
const SHORTENINGS: readonly ((delivery: NewDelivery) => NewDelivery)[] = [
  (delivery) => delivery,
  ({ notification, ...about }) => ({ ...about, notification: withLessText(notification) }),
  ({ notification, ...about }) => ({ ...about, notification: briefly(notification) }),
  ({ notification, ruleIds, text, ...about }) => ({
    ...about,
    ruleIds: ruleIds.slice(0, MAX_RULES),
    ...(text === undefined ? {} : { text: text.slice(0, MAX_TEXT) }),
    notification: {
      ...briefly(notification),
      rules: briefly(notification).rules.slice(0, MAX_RULES),
    },
  }),
];

function withLessText(notification: Notification): Notification {
  const { text } = notification;
  return text === undefined
    ? notification
    : { ...notification, text: `${text.slice(0, MAX_SHOWN_TEXT)}…` };
}

function shortened(error: string | undefined): string | undefined {
  return error?.slice(0, MAX_TEXT);
}

function unpacked<T>(packed: Uint8Array | undefined): T {
  return unpackBody(packed ?? new Uint8Array());
}

export function damagedDelivery(item: Item): string {
  const id = JSON.stringify(item[DELIVERIES.partitionKey]?.S ?? '');
  return `Delivery ${id} is damaged and left out. Delete its item.`;
}
