import type { DeliveryQuery } from '@glyphwatch/domain';
import { keyOf } from './key-of.ts';
import type { Values } from './span.ts';

const ANY_TIME = { since: -Infinity, until: Infinity };

/** The conditions of a statement about `@.deliveries d`. */
export function conditionsOf(query: DeliveryQuery, values: Values): string {
  const { state, channel, imageId, ruleId, runId, reminderOf, ids } = query;
  const { since, until } = { ...ANY_TIME, ...query };
  const is = (column: string, id: string | undefined): string[] =>
    id === undefined ? [] : [`d.${column} = ${values.add(keyOf(id))}`];
  const conditions = [
    ...(state === undefined ? [] : [`d.state = ${values.add(state)}`]),
    ...is('channel_key', channel),
    ...is('image', imageId),
    ...is('run', runId),
    ...is('reminder', reminderOf),
    ...(ruleId === undefined
      ? []
      : [`position(${values.add(keyOf(ruleId))}::bytea in d.rules) > 0`]),
    ...(ids === undefined ? [] : [`d.key = any (${values.add(ids.map(keyOf))}::bytea[])`]),
    ...(since === -Infinity ? [] : [`d.added_at >= ${values.add(since)}`]),
    ...(until === Infinity ? [] : [`d.added_at <= ${values.add(until)}`]),
  ];
  return conditions.length === 0 ? 'true' : conditions.join(' and ');
}
