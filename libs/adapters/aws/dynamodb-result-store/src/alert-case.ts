import {
  GlyphwatchError,
  type Judged,
  type Judgement,
  type MatchRecord,
  inheritedJudgement,
  SEVERITIES,
  type Severity,
  type Verdict,
} from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { MAX_ITEM_BYTES } from './body-chunks.ts';
import { type Item, number, sizeOf, text, wellFormed } from './result-item.ts';
import { digest, type SortKey, sortKeyOf, wallKeyWithin } from './sort-key.ts';
import { ALERTS } from './tables.ts';

const SPARE_BYTES = 1024;

/** A record of a case, and what people made of it, last judgement last. */
export interface CaseRecord {
  readonly id: string;
  /** Its sort key in the history. */
  readonly matchedKey: SortKey;
  readonly severity: Severity;
  readonly sensitive: boolean;
  /** Counts judgements; an inherited one does not count. */
  readonly revision: number;
  readonly judgements: readonly Judgement[];
}

/** All records about one rule, image and version, in the order in which they were recorded; the last one is shown. */
export interface AlertCase {
  readonly imageId: string;
  readonly ruleId: string;
  readonly version: string;
  readonly uploadedAt: number;
  readonly records: readonly CaseRecord[];
}

/** A case as it was read; the next write is conditional on its revision. */
export interface StoredCase extends AlertCase {
  readonly revision: string;
}

type About = Pick<MatchRecord, 'imageId' | 'ruleId' | 'version'>;

export function shownIn({ records }: AlertCase): CaseRecord {
  const shown = records.at(-1);
  if (!shown) throw new Error('a case has a record');
  return shown;
}

export function verdictOf({ judgements }: CaseRecord): Verdict {
  return judgements.at(-1)?.verdict ?? 'new';
}

export function listedKeyOf({ uploadedAt, imageId, ruleId, version }: AlertCase): SortKey {
  return wallKeyWithin(uploadedAt, imageId, aboutOf({ imageId, ruleId, version }));
}

export function caseKeyOf(about: About): Item {
  return keyOf(about.imageId, aboutOf(about));
}

export function keyOf(imageId: string, aboutKey: string): Item {
  return { [ALERTS.partitionKey]: text(imageId), [ALERTS.sortKey]: text(aboutKey) };
}

/** A case with one more record, which may take over a verdict; the same one if it was recorded before and says the same. */
export function withRecord(
  before: AlertCase | undefined,
  record: MatchRecord,
  earlier: readonly MatchRecord[],
): AlertCase {
  const { imageId, ruleId, version, uploadedAt, id, severity, sensitive } = record;
  const { records = [] } = before ?? {};
  const about = { imageId, ruleId, version, uploadedAt };
  const known = records.find((one) => one.id === id);
  if (before && known) {
    if (known.severity === severity && known.sensitive === sensitive) return before;
    const changed = { ...known, severity, sensitive };
    return { ...before, records: records.map((one) => (one === known ? changed : one)) };
  }
  const inherited = inheritedJudgement(record, judgedAmong(records, earlier));
  const added = {
    ...{ id, severity, sensitive, revision: 0, judgements: inherited ? [inherited] : [] },
    matchedKey: sortKeyOf(uploadedAt, id),
  };
  return { ...about, records: [...records, added] };
}

/** `undefined` if the record is not as it was seen. */
export function withJudgement(
  before: AlertCase,
  { id, revision }: { readonly id: string; readonly revision: number },
  judgement: Judgement,
): AlertCase | undefined {
  const seen = before.records.find((one) => one.id === id);
  if (seen?.revision !== revision) return undefined;
  const judged = {
    ...seen,
    revision: revision + 1,
    judgements: [...seen.judgements, judgement],
  };
  return { ...before, records: before.records.map((one) => (one === seen ? judged : one)) };
}

export function caseItem(alert: AlertCase, revision: string): Item {
  const shown = shownIn(alert);
  const { imageId, ruleId, version, records } = alert;
  const item: Item = {
    ...caseKeyOf(alert),
    RuleID: text(ruleId),
    Version: text(version),
    AlertID: text(shown.id),
    MatchedKey: text(shown.matchedKey),
    Listed: text(verdictOf(shown)),
    ListedKey: text(listedKeyOf(alert)),
    Severity: number(SEVERITIES.indexOf(shown.severity)),
    Revision: text(revision),
    Body: { B: packBody({ ...alert }) },
  };
  if (sizeOf(item) + SPARE_BYTES <= MAX_ITEM_BYTES) return item;
  throw new GlyphwatchError(
    'store-misconfigured',
    `The alert of the rule ${JSON.stringify(ruleId)} in ${JSON.stringify(imageId)} was judged too often for an item of DynamoDB (${records.length} records). Forget the image, then scan it again.`,
  );
}

/** How an alert is found that a later one has replaced. */
export function replacedItem(alert: AlertCase, { id, matchedKey }: CaseRecord): Item {
  return {
    ...keyOf(alert.imageId, `was:${digest(id)}`),
    RuleID: text(alert.ruleId),
    AlertID: text(id),
    MatchedKey: text(matchedKey),
    Of: text(aboutOf(alert)),
  };
}

export function caseIn(item: Item): StoredCase {
  try {
    const alert: AlertCase = unpackBody(item['Body']?.B ?? new Uint8Array());
    return { ...alert, revision: item['Revision']?.S ?? '' };
  } catch (cause) {
    const imageId = item[ALERTS.partitionKey]?.S ?? '';
    throw new GlyphwatchError(
      'store-misconfigured',
      `An alert of ${JSON.stringify(imageId)} is corrupt or was edited elsewhere. Restore or delete it.`,
      { cause },
    );
  }
}

function judgedAmong(records: readonly CaseRecord[], bodies: readonly MatchRecord[]): Judged[] {
  return records.flatMap(({ id, judgements }) => {
    const record = bodies.find((one) => one.id === id);
    const judged = judgements.at(-1);
    return record ? [{ record, ...(judged ? { judged } : {}) }] : [];
  });
}

/** The sort key of a case. */
export function aboutOf({ ruleId, version }: About): string {
  return digest(JSON.stringify([wellFormed(ruleId), wellFormed(version)]));
}
