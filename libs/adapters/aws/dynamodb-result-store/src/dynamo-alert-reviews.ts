import { randomUUID } from 'node:crypto';
import {
  type Alert,
  type AlertPageQuery,
  type AlertQuery,
  type AlertReviews,
  type AlertRevision,
  type BoundedCount,
  type Delivery,
  endsReminder,
  type Judgement,
  MAX_COUNT,
  type Page,
  SEVERITIES,
  VERDICTS,
  withdrawnBecause,
} from '@glyphwatch/domain';
import {
  aboutOf,
  type AlertCase,
  caseItem,
  type CaseRecord,
  listedKeyOf,
  shownIn,
  type StoredCase,
  verdictOf,
  withJudgement,
} from './alert-case.ts';
import { type AlertCases, type CasePlace, tooManyRaces, unchangedSince } from './alert-cases.ts';
import { cannotSearch } from './cannot-search.ts';
import { updateOf } from './change.ts';
import { rowKey, withdrawing } from './delivery-row.ts';
import type { DeliveryRows } from './delivery-rows.ts';
import type { DynamoDeliveries } from './dynamo-deliveries.ts';
import { inBatches } from './in-batches.ts';
import type { MatchHistory } from './match-history.ts';
import { type Listed, newestFirst, nextOf } from './newest-first.ts';
import { withinBounds } from './query.ts';
import { number, text } from './result-item.ts';
import {
  type Bounds,
  endOfImage,
  isAfter,
  type SortKey,
  wallBoundsOf,
  wallKeyOf,
} from './sort-key.ts';
import type { Budget, Table } from './table.ts';
import { ALERTS, RESULTS } from './tables.ts';
import { MAX_TRANSACTION_WRITES, writeTogether } from './transaction.ts';

const [BY_VERDICT] = ALERTS.indexes;
const BATCH = 100;
/** Filters apply after the limit. */
const FILTERED_PAGE = 1000;
/** Of 1 MB or 1000 alerts each. */
const MOST_COUNTED_PAGES = 20;
const IMAGES_AT_ONCE = 8;
const QUERIES_AT_ONCE = 25;
const MOST_REMINDERS = 1000;
/** Every lost race means that another process won it, so this many in a row mean that something is broken. */
const MAX_RACES = 200;

interface Entry extends Listed, CasePlace {}
type Entries = AsyncGenerator<Entry, undefined>;

interface Reading {
  readonly bounds: Bounds;
  readonly order: 'newest' | 'oldest';
  readonly budget?: Budget;
}

export interface DynamoAlertReviewsParts {
  readonly cases: AlertCases;
  readonly history: MatchHistory;
  /** For what is asked of images. */
  readonly results: Table;
  readonly deliveries: DynamoDeliveries;
  readonly rows: DeliveryRows;
}

/**
 * Verdicts on the history. Lists come from an index by verdict, which follows its table, so each entry is compared with its case,
 * read consistently, and left out if it has moved.
 */
export class DynamoAlertReviews implements AlertReviews {
  readonly #parts: DynamoAlertReviewsParts;

  constructor(parts: DynamoAlertReviewsParts) {
    this.#parts = parts;
  }

  async list(query: AlertPageQuery): Promise<Page<Alert>> {
    const { limit } = query;
    const reading: Reading = { bounds: wallBoundsOf(query), order: 'newest' };
    const found: StoredCase[] = [];
    for await (const cases of this.#matching(query, reading, Math.min(limit + 1, BATCH))) {
      found.push(...cases);
      if (found.length > limit) break;
    }
    const page = found.slice(0, limit);
    const items = await this.#alertsOf(page);
    const last = page.at(-1);
    return found.length > limit && last ? { items, cursor: listedKeyOf(last) } : { items };
  }

  async count(query: AlertQuery): Promise<BoundedCount> {
    const budget: Budget = { pages: MOST_COUNTED_PAGES };
    const reading: Reading = { bounds: wallBoundsOf(query), order: 'newest', budget };
    let n = 0;
    for await (const cases of this.#matching(query, reading, BATCH)) {
      n += cases.length;
      if (n > MAX_COUNT) return { n: MAX_COUNT, more: true };
    }
    return { n, more: budget.isSpent ?? false };
  }

  async neighbours(
    query: AlertQuery,
    { imageId, uploadedAt }: { readonly imageId: string; readonly uploadedAt: number },
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    const { low, high } = wallBoundsOf(query);
    const nearest = async (bounds: Bounds, order: Reading['order']) => {
      for await (const cases of this.#matching(query, { bounds, order }, 2)) {
        const other = cases.find((one) => one.imageId !== imageId);
        if (other) return other.imageId;
      }
      return undefined;
    };
    const [start, end] = [wallKeyOf(uploadedAt, imageId), endOfImage(uploadedAt, imageId)];
    const previous = await nearest({ low: isAfter(low, end) ? low : end, high }, 'oldest');
    const next = await nearest({ low, high: isAfter(high, start) ? start : high }, 'newest');
    return {
      ...(previous === undefined ? {} : { previous }),
      ...(next === undefined ? {} : { next }),
    };
  }

  async judge(
    alerts: readonly AlertRevision[],
    judgement: Omit<Judgement, 'inheritedFrom'>,
  ): Promise<{ readonly overtaken: readonly string[] }> {
    const places = await this.#parts.cases.locate(alerts.map(({ id }) => id));
    // One after the other where they are about one image: a reminder may wait for both.
    const byImage = Map.groupBy(alerts, ({ id }) => places.get(id)?.imageId);
    const overtaken = await inBatches([...byImage.values()], IMAGES_AT_ONCE, async (ofImage) => {
      const lost: string[] = [];
      for (const alert of ofImage) {
        const place = places.get(alert.id);
        if (!place || !(await this.#judgeOne(place, alert, judgement))) lost.push(alert.id);
      }
      return lost;
    });
    return { overtaken: overtaken.flat() };
  }

  async history(id: string): Promise<readonly Judgement[]> {
    const place = (await this.#parts.cases.locate([id])).get(id);
    const alert = place && (await this.#parts.cases.findAt(place));
    const record = alert?.records.find((one) => one.id === id);
    return record?.judgements.toReversed() ?? [];
  }

  /** `false` if it was overtaken. A judgement whose answer was lost is given once. */
  async #judgeOne(place: CasePlace, alert: AlertRevision, judgement: Judgement): Promise<boolean> {
    for (let races = 0; races < MAX_RACES; races += 1) {
      const before = await this.#parts.cases.findAt(place);
      if (!before) return false;
      if (isGiven(before, alert, judgement)) {
        await this.#endReminders(before.imageId, judgement);
        return true;
      }
      const next = withJudgement(before, alert, judgement);
      if (!next) return false;
      if (await this.#write(before, next, judgement)) return true;
    }
    throw tooManyRaces(place.imageId);
  }

  /** With the reminders that it ends. Resolves to whether the case was unchanged. */
  async #write(before: StoredCase, next: AlertCase, judgement: Judgement): Promise<boolean> {
    const { imageId } = before;
    const { waiting, ended } = await this.#reminders(next, judgement);
    const put = {
      ...{ table: this.#parts.cases.table.name, item: caseItem(next, randomUUID()) },
      ...unchangedSince(before),
    };
    let left = ended.slice(0, MAX_TRANSACTION_WRITES - 1);
    for (; left.length > 0;) {
      const withdrawals = await this.#withdrawalsOf(left, judgement);
      const refused = await writeTogether(this.#parts.rows.client, [put, ...withdrawals]);
      if (refused.includes(0)) return false;
      if (refused.length === 0) break;
      left = left.filter((_, index) => !refused.includes(index + 1));
    }
    const { table: _, item, ...condition } = put;
    if (left.length === 0 && !(await this.#parts.cases.table.putIf(item, condition))) return false;
    // Somebody else may have judged the other rules meanwhile, and seen this one as it was.
    if (waiting) await this.#endReminders(imageId, judgement);
    return true;
  }

  async #withdrawalsOf(rows: readonly Delivery[], judgement: Judgement) {
    const { rows: outbox, deliveries } = this.#parts;
    const end = { now: await deliveries.now(), keptMs: outbox.keptMs };
    const change = withdrawing(judgement.by, withdrawnBecause(judgement), end);
    return rows.map(({ id }) => ({
      ...{ table: outbox.table.name, key: rowKey(id) },
      ...updateOf({ ...change, set: { ...change.set, Revision: text(randomUUID()) } }),
    }));
  }

  /** Reminders about the image that wait, and those that end when this case is as it is here. */
  async #reminders(
    next: AlertCase,
    { verdict }: Pick<Judgement, 'verdict'>,
  ): Promise<{ readonly waiting: boolean; readonly ended: readonly Delivery[] }> {
    if (verdict === 'new') return { waiting: false, ended: [] };
    const { deliveries, cases } = this.#parts;
    const { imageId } = next;
    const asked = { imageId, state: 'waiting', limit: MOST_REMINDERS } as const;
    const { items } = await deliveries.list(asked);
    const reminders = items.filter(({ reminder }) => reminder !== undefined);
    if (reminders.length === 0) return { waiting: false, ended: [] };
    const others = (await cases.ofImage(imageId)).filter(
      (one) => listedKeyOf(one) !== listedKeyOf(next),
    );
    const alerts = [...others, next].map((one) => ({
      ruleId: one.ruleId,
      verdict: verdictOf(shownIn(one)),
    }));
    return {
      waiting: true,
      ended: reminders.filter(({ ruleIds }) => endsReminder(ruleIds, alerts)),
    };
  }

  async #endReminders(imageId: string, judgement: Judgement): Promise<void> {
    const [one] = await this.#parts.cases.ofImage(imageId);
    if (!one) return;
    const { ended } = await this.#reminders(one, judgement);
    const ids = ended.map(({ id }) => id);
    if (ids.length === 0) return;
    await this.#parts.deliveries.withdraw({ ids }, judgement.by, withdrawnBecause(judgement));
  }

  /** Batches of cases that are as their entries say, in their order. */
  async *#matching(
    query: AlertQuery,
    reading: Reading,
    size: number,
  ): AsyncGenerator<StoredCase[], undefined> {
    if (query.text !== undefined || query.fragments !== undefined) throw cannotSearch();
    if (isAfter(reading.bounds.low, reading.bounds.high)) return undefined;
    const entries = await this.#entries(query, reading);
    let last: SortKey | undefined;
    for (let isMore = true; isMore;) {
      const read = await nextOf(entries, size);
      isMore = read.length === size;
      const batch = read.filter(({ sortKey }) => {
        const isRepeated = sortKey === last || sortKey === reading.bounds.cursor;
        last = sortKey;
        return !isRepeated;
      });
      const cases = new Map(
        (await this.#parts.cases.findAll(batch)).map((one) => [listedKeyOf(one), one]),
      );
      const wanted = batch.flatMap(({ sortKey }) => cases.get(sortKey) ?? []);
      const asked = wanted.filter((one) => isAskedFor(one, query));
      yield await this.#ofWantedImages(asked, query);
    }
    return undefined;
  }

  /** By the index that says most. */
  async #entries(query: AlertQuery, reading: Reading): Promise<Entries> {
    const { ids, imageId, verdict } = query;
    if (ids) return listed(await this.#casesWith(ids), reading);
    if (imageId !== undefined) return listed(await this.#parts.cases.ofImage(imageId), reading);
    const verdicts = verdict === undefined ? VERDICTS : [verdict];
    const lists = verdicts.map((one) => this.#ofVerdict(one, query, reading));
    return newestFirst(lists, reading.order === 'newest' ? isAfter : (a, b) => isAfter(b, a));
  }

  async #casesWith(ids: readonly string[]): Promise<StoredCase[]> {
    const places = [...(await this.#parts.cases.locate(ids)).values()];
    const different = new Map(places.map((one) => [JSON.stringify(one), one]));
    return this.#parts.cases.findAll([...different.values()]);
  }

  async *#ofVerdict(verdict: string, query: AlertQuery, reading: Reading): Entries {
    const { ruleId, severity } = query;
    const between = withinBounds(BY_VERDICT, verdict, reading.bounds);
    const conditions = [
      ...(ruleId === undefined ? [] : ['#rule = :rule']),
      ...(severity === undefined ? [] : ['#severity >= :severity']),
    ];
    const items = this.#parts.cases.table.query(
      {
        ...between,
        IndexName: BY_VERDICT.name,
        ScanIndexForward: reading.order === 'oldest',
        Limit: conditions.length > 0 ? FILTERED_PAGE : BATCH,
        ...(conditions.length > 0 ? { FilterExpression: conditions.join(' AND ') } : {}),
        ExpressionAttributeNames: {
          ...between.ExpressionAttributeNames,
          ...(ruleId === undefined ? {} : { '#rule': 'RuleID' }),
          ...(severity === undefined ? {} : { '#severity': 'Severity' }),
        },
        ExpressionAttributeValues: {
          ...between.ExpressionAttributeValues,
          ...(ruleId === undefined ? {} : { ':rule': text(ruleId) }),
          ...(severity === undefined ? {} : { ':severity': number(SEVERITIES.indexOf(severity)) }),
        },
      },
      reading.budget,
    );
    for await (const { ImageID, AboutKey, ListedKey } of items) {
      const place = { imageId: ImageID?.S ?? '', aboutKey: AboutKey?.S ?? '' };
      yield { ...place, sortKey: ListedKey?.S ?? '' };
    }
    return undefined;
  }

  /** Status and key are asked of the image as it is now. */
  async #ofWantedImages(
    cases: readonly StoredCase[],
    { status, key }: AlertQuery,
  ): Promise<StoredCase[]> {
    if (status === undefined && key === undefined) return [...cases];
    const id = RESULTS.partitionKey;
    const images = [...new Set(cases.map(({ imageId }) => imageId))];
    const items = await this.#parts.results.getAll(
      images.map((imageId) => ({ [id]: text(imageId) })),
      [id, 'Status', 'Key'],
    );
    const wanted = items.filter(
      ({ [id]: image, Status, Key }) =>
        (status ?? Status?.S) === Status?.S &&
        [image?.S, Key?.S].some((one) => one?.startsWith(text(key ?? '').S)),
    );
    const ids = new Set(wanted.map((item) => item[id]?.S));
    return cases.filter(({ imageId }) => ids.has(text(imageId).S));
  }

  async #alertsOf(cases: readonly StoredCase[]): Promise<Alert[]> {
    const keys = cases.map((one) => ({
      ...{ ruleId: one.ruleId, matchedKey: shownIn(one).matchedKey },
    }));
    const records = new Map(
      (await this.#parts.history.recordsOf(keys)).map((one) => [one.id, one]),
    );
    const images = [...new Set(cases.map(({ imageId }) => imageId))];
    const ofImages = await inBatches(images, QUERIES_AT_ONCE, async (imageId) =>
      this.#parts.cases.ofImage(imageId),
    );
    const all = ofImages.flat();
    return cases.flatMap((one) => {
      const { id, revision, judgements } = shownIn(one);
      const record = records.get(id);
      const judged = judgements.at(-1);
      // Deleted meanwhile.
      if (!record) return [];
      const alert = { id, revision, verdict: verdictOf(shownIn(one)), record };
      const isBesideSecrets = isBesideSensitive(one, all);
      return [{ ...alert, ...(judged ? { judged } : {}), isBesideSecrets }];
    });
  }
}

function isBesideSensitive({ imageId, version, records }: AlertCase, all: readonly AlertCase[]) {
  const shown = records.at(-1);
  return all
    .filter((one) => one.imageId === imageId && one.version === version)
    .flatMap((one) => one.records)
    .some(({ id, sensitive }) => sensitive && id !== shown?.id);
}

function isAskedFor(alert: AlertCase, query: AlertQuery): boolean {
  const { verdict, ruleId, severity, imageId, ids, since, until } = query;
  const shown = shownIn(alert);
  return (
    (verdict ?? verdictOf(shown)) === verdictOf(shown) &&
    (ruleId ?? alert.ruleId) === alert.ruleId &&
    (imageId ?? alert.imageId) === alert.imageId &&
    (ids?.includes(shown.id) ?? true) &&
    (severity === undefined || isAsSevere(shown, severity)) &&
    alert.uploadedAt >= (since ?? -Infinity) &&
    alert.uploadedAt <= (until ?? Infinity)
  );
}

function isAsSevere({ severity }: CaseRecord, least: CaseRecord['severity']): boolean {
  return SEVERITIES.indexOf(severity) >= SEVERITIES.indexOf(least);
}

/** The answer to the same judgement was lost. */
function isGiven(
  { records }: AlertCase,
  { id, revision }: AlertRevision,
  { at, by, verdict }: Judgement,
): boolean {
  const record = records.find((one) => one.id === id);
  const last = record?.judgements.at(-1);
  return (
    record?.revision === revision + 1 &&
    last?.at === at &&
    last.by === by &&
    last.verdict === verdict
  );
}

async function* listed(cases: readonly AlertCase[], { bounds, order }: Reading): Entries {
  const entries = cases.map((one) => ({
    ...{ imageId: one.imageId, sortKey: listedKeyOf(one) },
    aboutKey: aboutOf(one),
  }));
  const within = entries.filter(
    ({ sortKey }) => !isAfter(bounds.low, sortKey) && !isAfter(sortKey, bounds.high),
  );
  within.sort((a, b) => (isAfter(a.sortKey, b.sortKey) === (order === 'newest') ? -1 : 1));
  yield* within;
  return undefined;
}
