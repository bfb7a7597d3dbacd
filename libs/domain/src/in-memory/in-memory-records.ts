import { inheritedJudgement, type Judged, type Judgement, type MatchRecord } from '../index.ts';

/** A record with the judgements of its alert, last one last. */
export interface ReviewedRecord {
  readonly record: MatchRecord;
  readonly revision: number;
  readonly judgements: readonly Judgement[];
}

/** The history of an in-memory store, and what people made of it. */
export class InMemoryRecords {
  readonly #reviewed = new Map<string, ReviewedRecord>();

  /** A record that is known keeps its judgements. */
  add(record: MatchRecord): void {
    const known = this.#reviewed.get(record.id);
    const inherited = known ? undefined : inheritedJudgement(record, this.#before(record));
    const fresh = { revision: 0, judgements: inherited ? [inherited] : [] };
    this.#reviewed.set(record.id, { ...(known ?? fresh), record });
  }

  all(): MatchRecord[] {
    return this.reviewed().map(({ record }) => record);
  }

  /** In the order in which they were recorded. */
  reviewed(): ReviewedRecord[] {
    return [...this.#reviewed.values()];
  }

  find(id: string): ReviewedRecord | undefined {
    return this.#reviewed.get(id);
  }

  judge(id: string, judgement: Judgement): void {
    const known = this.#reviewed.get(id);
    if (!known) return;
    const judgements = [...known.judgements, judgement];
    this.#reviewed.set(id, { ...known, revision: known.revision + 1, judgements });
  }

  /** With their judgements. */
  forget(records: readonly MatchRecord[]): void {
    for (const { id } of records) this.#reviewed.delete(id);
  }

  #before(record: MatchRecord): Judged[] {
    return this.reviewed()
      .filter(({ record: other }) => isAboutTheSame(other, record))
      .map(({ record: other, judgements }) => {
        const judged = judgements.at(-1);
        return judged ? { record: other, judged } : { record: other };
      });
  }
}

/** The last of several is the alert that is shown. */
export function isAboutTheSame(one: MatchRecord, other: MatchRecord): boolean {
  return (
    one.ruleId === other.ruleId && one.imageId === other.imageId && one.version === other.version
  );
}
