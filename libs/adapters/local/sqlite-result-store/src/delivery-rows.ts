import { type Delivery, DELIVERY_STATES, isRecord, type NewDelivery } from '@glyphwatch/domain';
import type { SQLOutputValue } from 'node:sqlite';
import type { Prepare } from './prepare.ts';

/** The columns that a Delivery is read from. */
export const DELIVERY_COLUMNS =
  'id, state, due, added_at, ended_at, attempts, why, error, message, changed_by, reached, delivery';

const ADD = `
  INSERT INTO deliveries
    (id, channel, state, due, added_at, why, image_id, run_id, reminder_of, delivery, notification)
  VALUES
    (:id, :channel, 'waiting', :due, :addedAt, :why, :imageId, :runId, :reminderOf, :delivery, :notification)
  ON CONFLICT (id) DO NOTHING`;
const IS_WAITING = "SELECT 1 FROM deliveries WHERE image_id = ? AND state = 'waiting' LIMIT 1";
const FORGET = 'DELETE FROM deliveries WHERE image_id = ?';

/** Those that are known stay as they are. */
export function addDeliveries(prepare: Prepare, deliveries: readonly NewDelivery[]): void {
  const addedAt = Date.now();
  for (const { notification, waitMs, why, ...about } of deliveries) {
    const { id, channel, imageId, run, reminder } = about;
    prepare(ADD).run({
      ...{ id, channel, imageId, addedAt },
      due: addedAt + waitMs,
      why: why ?? null,
      runId: run?.id ?? null,
      reminderOf: reminder?.of ?? null,
      delivery: JSON.stringify(about),
      notification: JSON.stringify(notification),
    });
  }
}

export function isTelling(prepare: Prepare, imageId: string): boolean {
  return prepare(IS_WAITING).get(imageId) !== undefined;
}

export function forgetDeliveries(prepare: Prepare, imageId: string): number {
  return Number(prepare(FORGET).run(imageId).changes);
}

/** Fails for a damaged row. */
export function deliveryOfRow(row: Record<string, SQLOutputValue>): Delivery {
  const about: Delivery = JSON.parse(String(row['delivery']));
  const state = DELIVERY_STATES.find((one) => one === row['state']);
  if (!isRecord(about) || about.id !== row['id'] || !state) throw new SyntaxError('damaged');
  return {
    ...about,
    state,
    addedAt: Number(row['added_at']),
    due: Number(row['due']),
    attempts: Number(row['attempts']),
    ...optional('why', row['why']),
    ...optional('error', row['error']),
    ...optional('endedAt', row['ended_at']),
    ...optional('message', row['message']),
    ...optional('by', row['changed_by']),
    ...(row['reached'] === null ? {} : { reached: JSON.parse(String(row['reached'])) }),
  };
}

function optional(name: keyof Delivery, value: SQLOutputValue | undefined): object {
  return value === null || value === undefined ? {} : { [name]: value };
}
