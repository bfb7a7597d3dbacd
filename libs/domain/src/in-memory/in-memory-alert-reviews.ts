import {
  type Alert,
  type AlertPageQuery,
  type AlertQuery,
  type AlertReviews,
  type AlertRevision,
  type BoundedCount,
  endsReminder,
  type Judgement,
  type Page,
  refuseShortFragments,
  withdrawnBecause,
} from '../index.ts';
import type { InMemoryDeliveries } from './in-memory-deliveries.ts';
import { isAboutTheSame, type ReviewedRecord } from './in-memory-records.ts';
import { boundedCount, neighboursAmong } from './in-memory-result-queries.ts';
import type { InMemoryResultStore } from './in-memory-result-store.ts';
import { isAsSevere, isShown } from './is-looked-for.ts';
import { pageOf } from './page-of.ts';

/** The reference for verdicts, over an in-memory store. */
export class InMemoryAlertReviews implements AlertReviews {
  readonly #store: InMemoryResultStore;
  readonly #deliveries: InMemoryDeliveries | undefined;

  constructor(store: InMemoryResultStore, deliveries?: InMemoryDeliveries) {
    this.#store = store;
    this.#deliveries = deliveries;
  }

  async list(query: AlertPageQuery): Promise<Page<Alert>> {
    const found = await this.#found(query);
    return pageOf(
      found.map((one) => this.#alertOf(one)),
      ({ record }) => record.uploadedAt,
      ({ record }) => `${record.imageId} ${record.id}`,
      query,
    );
  }

  async count(query: AlertQuery): Promise<BoundedCount> {
    return boundedCount((await this.#found(query)).length);
  }

  async neighbours(
    query: AlertQuery,
    { imageId: id, uploadedAt }: { readonly imageId: string; readonly uploadedAt: number },
  ): Promise<{ readonly previous?: string; readonly next?: string }> {
    const found = await this.#found(query);
    const images = found.map(({ record: { imageId, uploadedAt: at } }) => ({
      ...{ id: imageId, imageId, uploadedAt: at },
    }));
    return neighboursAmong(images, { id, uploadedAt });
  }

  async judge(
    alerts: readonly AlertRevision[],
    judgement: Omit<Judgement, 'inheritedFrom'>,
  ): Promise<{ readonly overtaken: readonly string[] }> {
    const { records } = this.#store;
    const overtaken: string[] = [];
    for (const { id, revision } of alerts) {
      const known = records.find(id);
      if (known?.revision === revision) records.judge(id, judgement);
      else if (!isRepeated(known, revision, judgement)) overtaken.push(id);
    }
    const judged = alerts.filter(({ id }) => !overtaken.includes(id));
    const images = new Set(judged.map(({ id }) => records.find(id)?.record.imageId ?? ''));
    if (judgement.verdict !== 'new') {
      for (const imageId of images) await this.#endReminders(imageId, judgement);
    }
    return { overtaken };
  }

  async history(id: string): Promise<readonly Judgement[]> {
    return this.#store.records.find(id)?.judgements.toReversed() ?? [];
  }

  async #endReminders(imageId: string, judgement: Judgement): Promise<void> {
    const waiting = await this.#deliveries?.list({ imageId, state: 'waiting', limit: 1000 });
    const alerts = this.#shown()
      .filter(({ record }) => record.imageId === imageId)
      .map((one) => ({ ruleId: one.record.ruleId, verdict: verdictOf(one) }));
    const ids = (waiting?.items ?? [])
      .filter(({ reminder, ruleIds }) => reminder && endsReminder(ruleIds, alerts))
      .map(({ id }) => id);
    if (ids.length === 0) return;
    await this.#deliveries?.withdraw({ ids }, judgement.by, withdrawnBecause(judgement));
  }

  async #found(query: AlertQuery): Promise<ReviewedRecord[]> {
    refuseShortFragments(query.fragments);
    const results = new Map(this.#store.everyResult().map((one) => [one.imageId, one]));
    return this.#shown().filter((one) => {
      const { record } = one;
      const { verdict, ruleId, severity, imageId, ids, since, until, ...ofImage } = query;
      const result = results.get(record.imageId);
      const { text, fragments, status, key } = ofImage;
      const asksImage = [text, fragments, status, key].some((asked) => asked !== undefined);
      return (
        (verdict ?? verdictOf(one)) === verdictOf(one) &&
        (ruleId ?? record.ruleId) === record.ruleId &&
        (imageId ?? record.imageId) === record.imageId &&
        (ids?.includes(record.id) ?? true) &&
        (severity === undefined || isAsSevere(record, severity)) &&
        record.uploadedAt >= (since ?? -Infinity) &&
        record.uploadedAt <= (until ?? Infinity) &&
        (!asksImage || (result !== undefined && isShown(result, ofImage)))
      );
    });
  }

  /** The last record about each rule, image and version. */
  #shown(): ReviewedRecord[] {
    const all = this.#store.records.reviewed();
    return all.filter(
      ({ record }, at) => !all.slice(at + 1).some((later) => isAboutTheSame(later.record, record)),
    );
  }

  #alertOf(one: ReviewedRecord): Alert {
    const { record, revision, judgements } = one;
    const judged = judgements.at(-1);
    const isBesideSecrets = this.#store.records
      .all()
      .some(
        ({ id, imageId, version, sensitive }) =>
          sensitive && id !== record.id && imageId === record.imageId && version === record.version,
      );
    const verdict = verdictOf(one);
    const { id } = record;
    return { id, revision, verdict, ...(judged ? { judged } : {}), record, isBesideSecrets };
  }
}

function verdictOf({ judgements }: ReviewedRecord) {
  return judgements.at(-1)?.verdict ?? 'new';
}

/** The answer to the same judgement was lost. */
function isRepeated(
  known: ReviewedRecord | undefined,
  revision: number,
  { at, by, verdict }: Judgement,
): boolean {
  const last = known?.judgements.at(-1);
  return (
    known?.revision === revision + 1 &&
    last?.at === at &&
    last.by === by &&
    last.verdict === verdict
  );
}
