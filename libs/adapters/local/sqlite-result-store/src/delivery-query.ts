import type { DeliveryQuery } from '@glyphwatch/domain';

/** A damaged row is of no rule. */
const OF_RULE = `CASE WHEN json_valid(delivery) THEN EXISTS
  (SELECT 1 FROM json_each(delivery, '$.ruleIds') AS rule WHERE rule.value = :ruleId) END`;

const CONDITIONS: Readonly<Record<keyof DeliveryQuery, string>> = {
  state: 'state = :state',
  channel: 'channel = :channel',
  imageId: 'image_id = :imageId',
  ruleId: OF_RULE,
  runId: 'run_id = :runId',
  reminderOf: 'reminder_of = :reminderOf',
  ids: 'id IN (SELECT value FROM json_each(:ids))',
  since: 'added_at >= :since',
  until: 'added_at <= :until',
};
/** Few rows, of which the index by state would find many. https://www.sqlite.org/optoverview.html#uplus */
const FEW = ['ids', 'imageId', 'runId', 'reminderOf'] as const;
const STATE_AFTERWARDS = '+state = :state';

/** What an SQL statement selects: its conditions, and their values. */
export function selectionOf({ ids, ...query }: DeliveryQuery) {
  const asked: Readonly<Record<string, string | number>> = {
    ...query,
    ...(ids ? { ids: JSON.stringify(ids) } : {}),
  };
  const isFew = FEW.some((name) => asked[name] !== undefined);
  const conditions = Object.entries(CONDITIONS)
    .filter(([name]) => asked[name] !== undefined)
    .map(([name, condition]) => (name === 'state' && isFew ? STATE_AFTERWARDS : condition));
  const values = Object.fromEntries(
    Object.entries(asked).filter(([name, value]) => name in CONDITIONS && value !== undefined),
  );
  return { where: conditions.length === 0 ? 'true' : conditions.join(' AND '), values };
}
