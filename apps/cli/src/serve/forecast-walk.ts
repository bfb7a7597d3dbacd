import {
  type AlertReviews,
  conclude,
  type Result,
  type ResultStore,
  summaryOf,
  type Verdict,
  type Watchlist,
} from '@glyphwatch/domain';
import { ForecastCounts } from './forecast-counts.ts';

const AT_ONCE = 100;
const MOST_ALERTS = 200;

/** What people were glad to be told is what a change must not lose. */
const JUDGED = ['confirmed', 'false-alarm', 'resolved'] as const;

interface Parts {
  readonly results: Pick<ResultStore, 'find' | 'list' | 'count'>;
  readonly reviews: Pick<AlertReviews, 'list'>;
  readonly watchlist: Watchlist;
}

/** Matches stored texts again: first images whose alerts were judged, then all others, newest first. Yields after each image. */
export async function* forecastWalk(parts: Parts): AsyncGenerator<ForecastCounts> {
  const { results } = parts;
  const counts = new ForecastCounts();
  counts.total = (await results.count({})) ?? 0;
  yield counts;
  const judged = new Set<string>();
  for await (const imageId of judgedImages(parts)) {
    if (judged.has(imageId)) continue;
    judged.add(imageId);
    const result = await results.find(imageId);
    if (result) await compare(result, parts, counts);
    yield counts;
  }
  for await (const result of allResults(parts)) {
    if (judged.has(result.imageId)) continue;
    await compare(result, parts, counts);
    yield counts;
  }
}

async function* judgedImages({ reviews }: Parts): AsyncGenerator<string> {
  for (const verdict of JUDGED) {
    for (let cursor: string | undefined; ;) {
      const from = cursor === undefined ? {} : { cursor };
      const page = await reviews.list({ verdict, limit: MOST_ALERTS, ...from });
      for (const { record } of page.items) yield record.imageId;
      cursor = page.cursor;
      if (cursor === undefined) break;
    }
  }
}

async function* allResults({ results }: Parts): AsyncGenerator<Result> {
  for (let cursor: string | undefined; ;) {
    const from = cursor === undefined ? {} : { cursor };
    const page = await results.list({ limit: AT_ONCE, ...from });
    yield* page.items;
    cursor = page.cursor;
    if (cursor === undefined) return;
  }
}

async function compare(
  result: Result,
  { reviews, watchlist }: Parts,
  counts: ForecastCounts,
): Promise<void> {
  if (!result.detection) {
    counts.unread += 1;
    return;
  }
  counts.images += 1;
  const before = new Set(result.ruleMatches.map(({ ruleId }) => ruleId));
  const outcome = conclude(result, result.detection, watchlist);
  const after = new Set(outcome.ruleMatches.map(({ ruleId }) => ruleId));
  const summary = summaryOf(result);
  for (const ruleId of after) {
    if (before.has(ruleId)) counts.same(ruleId);
    else counts.added(ruleId, summaryOf({ ...result, ...outcome }));
  }
  const gone = [...before].filter((ruleId) => !after.has(ruleId));
  if (gone.length === 0) return;
  const verdicts = await verdictsOf(result, reviews);
  for (const ruleId of gone) counts.gone(ruleId, verdicts.get(ruleId) ?? 'new', summary);
}

async function verdictsOf(
  { imageId, version }: Result,
  reviews: Parts['reviews'],
): Promise<ReadonlyMap<string, Verdict>> {
  const { items } = await reviews.list({ imageId, limit: MOST_ALERTS });
  const current = items.filter(({ record }) => record.version === version);
  return new Map(current.map(({ record, verdict }) => [record.ruleId, verdict]));
}
