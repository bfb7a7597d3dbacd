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

interface Parts {
  readonly results: Pick<ResultStore, 'list' | 'count'>;
  readonly reviews: AlertReviews;
  readonly watchlist: Watchlist;
}

/** Matches stored texts again, newest first. Yields after each image. */
export async function* forecastWalk(parts: Parts): AsyncGenerator<ForecastCounts> {
  const { results } = parts;
  const counts = new ForecastCounts();
  counts.total = (await results.count({})) ?? 0;
  yield counts;
  for (let cursor: string | undefined; ;) {
    const from = cursor === undefined ? {} : { cursor };
    const page = await results.list({ limit: AT_ONCE, ...from });
    for (const result of page.items) {
      await compare(result, parts, counts);
      yield counts;
    }
    cursor = page.cursor;
    if (cursor === undefined) break;
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
  reviews: AlertReviews,
): Promise<ReadonlyMap<string, Verdict>> {
  const { items } = await reviews.list({ imageId, limit: MOST_ALERTS });
  const current = items.filter(({ record }) => record.version === version);
  return new Map(current.map(({ record, verdict }) => [record.ruleId, verdict]));
}
