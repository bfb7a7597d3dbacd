import type { Item } from './result-item.ts';
import type { Update } from './table.ts';

/** Attributes of one item, and what becomes of them. */
export interface Change {
  /** Only if the item has all of these. */
  readonly onlyIf: Item;
  readonly set: Item;
  /** Attributes that become what another one is. */
  readonly copy?: Readonly<Record<string, string>>;
  /** Numbers to add. */
  readonly add?: Item;
  readonly remove?: readonly string[];
}

export function updateOf({ onlyIf, set, copy = {}, add = {}, remove = [] }: Change): Update {
  const names = Object.keys({ ...onlyIf, ...set, ...copy, ...add });
  const all = new Set([...names, ...Object.values(copy), ...remove]);
  const sets = [
    ...Object.keys(set).map((name) => `#${name} = :${name}`),
    ...Object.entries(copy).map(([to, from]) => `#${to} = #${from}`),
  ];
  const clauses = [
    `SET ${sets.join(', ')}`,
    ...(remove.length > 0 ? [`REMOVE ${remove.map((name) => `#${name}`).join(', ')}`] : []),
    ...Object.keys(add).map((name) => `ADD #${name} :${name}`),
  ];
  const conditions = Object.keys(onlyIf).map((name) => `#${name} = :is${name}`);
  return {
    UpdateExpression: clauses.join(' '),
    ConditionExpression: conditions.join(' AND '),
    ExpressionAttributeNames: Object.fromEntries([...all].map((name) => [`#${name}`, name])),
    ExpressionAttributeValues: {
      ...Object.fromEntries(Object.entries(onlyIf).map(([name, is]) => [`:is${name}`, is])),
      ...Object.fromEntries(
        Object.entries({ ...set, ...add }).map(([name, to]) => [`:${name}`, to]),
      ),
    },
  };
}
