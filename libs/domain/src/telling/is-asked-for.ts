import type { DeliveryQuery } from '../ports.ts';
import type { Delivery } from './delivery.ts';

/** Whether a query asks for a row. */
export function isAskedFor(row: Delivery, query: DeliveryQuery): boolean {
  const { since = -Infinity, until = Infinity, ids, ruleId } = query;
  return (
    (query.state ?? row.state) === row.state &&
    (query.channel ?? row.channel) === row.channel &&
    (query.imageId ?? row.imageId) === row.imageId &&
    (query.runId === undefined || query.runId === row.run?.id) &&
    (query.reminderOf === undefined || query.reminderOf === row.reminder?.of) &&
    (ruleId === undefined || row.ruleIds.includes(ruleId)) &&
    (ids === undefined || ids.includes(row.id)) &&
    row.addedAt >= since &&
    row.addedAt <= until
  );
}
