import type { Delivery, FrozenSet } from './delivery.ts';
import type { Counted, Digest, DigestFacets, DigestGroup } from './digest.ts';
import { folderOf } from './policy.ts';
import type { Notification } from '../notification.ts';
import { highestSeverity, SEVERITIES } from '../watchlist.ts';

const MAX_GROUPS = 50;
const MAX_FOLDERS = 5;
const MAX_TEXTS = 3;
const MAX_EXAMPLES = 3;

/** A digest of the deliveries of `set`, without examples; at least one. */
export function digestOf(
  channel: string,
  { id }: Pick<FrozenSet, 'id'>,
  rows: readonly Delivery[],
): Omit<Digest, 'examples'> {
  const groups = [...Map.groupBy(rows, ofOneRule).values()].map(groupSummary).sort(worstFirst);
  const [shown, others] = [groups.slice(0, MAX_GROUPS), groups.slice(MAX_GROUPS)];
  const severity = highestSeverity(rows.flatMap((row) => row.severity ?? []));
  const times = rows.map(({ addedAt }) => addedAt);
  const whys = new Set(rows.flatMap(({ why }) => why ?? []));
  const [why] = whys;
  const runs = new Map(rows.map(({ run }) => [run?.id, run]));
  const [run] = runs.values();
  return {
    ...{ id, channel, kind: 'digest', count: rows.length, groups: shown },
    facets: facetsOf(rows),
    since: Math.min(...times),
    until: Math.max(...times),
    ...(severity ? { severity } : {}),
    ...(why !== undefined && whys.size === 1 ? { why } : {}),
    ...(run && runs.size === 1 ? { run } : {}),
    ...(others.length > 0 ? { others: { groups: others.length, count: total(others) } } : {}),
  };
}

function facetsOf(rows: readonly Delivery[]): DigestFacets {
  return {
    kinds: distinct(rows.map(({ kind }) => kind)),
    severities: distinct(rows.flatMap(({ severity }) => severity ?? [])),
    ruleIds: distinct(rows.flatMap(({ ruleIds }) => ruleIds)),
    buckets: distinct(rows.map(({ address }) => address.bucket)),
  };
}

function distinct<T>(values: readonly T[]): readonly T[] {
  return [...new Set(values)];
}

/** Which deliveries a digest shows: the worst one, then those with the rarest texts. */
export function examplesOf(rows: readonly Delivery[]): readonly string[] {
  const timesOf = countBy(rows, ({ ruleIds: [ruleId], textKey }) => `${ruleId} ${textKey ?? ''}`);
  const rarity = (row: Delivery) => timesOf.get(`${row.ruleIds[0]} ${row.textKey ?? ''}`) ?? 0;
  const byRarity = rows.toSorted((a, b) => rarity(a) - rarity(b) || rankOf(b) - rankOf(a));
  const [worst] = rows.toSorted((a, b) => rankOf(b) - rankOf(a) || rarity(a) - rarity(b));
  const ids = new Set([worst, ...byRarity].flatMap((row) => row?.id ?? []));
  return [...ids].slice(0, MAX_EXAMPLES);
}

/** A notification as mere counts, for a channel that refused it in full. */
export function briefly(notification: Notification): Notification {
  const { text: _, ...about } = notification;
  return { ...about, rules: notification.rules.map((rule) => ({ ...rule, matches: [] })) };
}

function ofOneRule({ ruleIds: [ruleId], kind }: Delivery): string {
  return ruleId === undefined ? `kind ${kind}` : `rule ${ruleId}`;
}

function groupSummary(rows: readonly Delivery[]): DigestGroup {
  const [first] = rows;
  if (!first) throw new Error('a group has at least one delivery');
  const {
    kind,
    ruleIds: [ruleId],
  } = first;
  const severity = highestSeverity(rows.flatMap((row) => row.severity ?? []));
  return {
    kind,
    count: rows.length,
    ...(ruleId === undefined ? {} : { ruleId }),
    ...(severity ? { severity } : {}),
    folders: mostFrequent(rows, folderOf, MAX_FOLDERS),
    texts: rarestTexts(rows),
  };
}

function rarestTexts(rows: readonly Delivery[]): DigestGroup['texts'] {
  const byText = Map.groupBy(
    rows.filter(({ text }) => text),
    ({ text }) => text ?? '',
  );
  return [...byText]
    .map(([name, [first, ...more]]) => ({
      name,
      count: more.length + 1,
      imageId: first?.imageId ?? '',
    }))
    .sort((a, b) => a.count - b.count)
    .slice(0, MAX_TEXTS);
}

function mostFrequent(
  rows: readonly Delivery[],
  nameOf: (row: Delivery) => string,
  most: number,
): Counted[] {
  return [...countBy(rows, nameOf)]
    .map(([name, count]) => ({ name, count }))
    .sort((a, b) => b.count - a.count)
    .slice(0, most);
}

function countBy(
  rows: readonly Delivery[],
  nameOf: (row: Delivery) => string,
): Map<string, number> {
  return new Map([...Map.groupBy(rows, nameOf)].map(([name, some]) => [name, some.length]));
}

function worstFirst(a: DigestGroup, b: DigestGroup): number {
  return rankOf(b) - rankOf(a) || b.count - a.count;
}

function rankOf({ severity }: Pick<Delivery, 'severity'>): number {
  return severity === undefined ? -1 : SEVERITIES.indexOf(severity);
}

function total(groups: readonly DigestGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}
