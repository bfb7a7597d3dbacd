import { randomUUID } from 'node:crypto';
import { GlyphwatchError, type Result } from '@glyphwatch/domain';
import { packBody, unpackBody } from './body.ts';
import { MAX_ITEM_BYTES, type Parts } from './parts.ts';
import {
  type Item,
  type Kept,
  SCHEMA_VERSION,
  shownAttributes,
  sizeOf,
  wellFormed,
} from './result-item.ts';
import type { Condition, Table } from './table.ts';
import { RESULTS } from './tables.ts';

/** Room for `Body`, `Parts`, `Revision` and the differences between DynamoDB's way of counting and ours. */
const SPARE_BYTES = 1024;
/** A reader who finds parts replaced so often is not unlucky: they are missing. */
const MOST_READS = 5;

/** What a result becomes. */
export type Next = Pick<Kept, 'result' | 'owner'>;

/** Not written: somebody else wrote since `before` was read, or since nothing was there, and this is what is kept now. */
export type Written =
  | { readonly isWritten: true; readonly kept: Kept }
  | { readonly isWritten: false; readonly kept: Kept | undefined };

/** Result items, read whole and written only over the revision that was read. */
export class ResultItems {
  readonly #table: Table;
  readonly #parts: Parts;

  constructor(table: Table, parts: Parts) {
    this.#table = table;
    this.#parts = parts;
  }

  async find(imageId: string): Promise<Kept | undefined> {
    for (let reads = 1; ; reads += 1) {
      const item = await this.#table.get(keyOf(imageId));
      const kept = item ? await this.#keptOf(item) : undefined;
      if (kept || !item) return kept;
      if (reads === MOST_READS) throw damaged(imageId);
    }
  }

  /** Those that are there, by image id. */
  async findAll(imageIds: readonly string[]): Promise<ReadonlyMap<string, Result>> {
    const items = await this.#table.getAll([...new Set(imageIds)].map(keyOf));
    const results = new Map<string, Result>();
    for (const item of items) {
      const imageId = item[RESULTS.partitionKey]?.S ?? '';
      const kept = (await this.#keptOf(item)) ?? (await this.find(imageId));
      if (kept) results.set(imageId, kept.result);
    }
    return results;
  }

  async write(before: Kept | undefined, { result, owner }: Next): Promise<Written> {
    const revision = randomUUID();
    const shown: Item = { ...shownAttributes(result, owner), Revision: { S: revision } };
    const { parts, attributes } = await this.#placeBody(result, revision, sizeOf(shown));
    const item = { ...shown, ...attributes };
    const kept = { result, revision, parts, ...(owner === undefined ? {} : { owner }) };
    const written = await this.#putOver(before, item, kept);
    const obsolete = written.isWritten ? before : kept;
    if (obsolete) await this.#parts.delete(obsolete.revision, obsolete.parts);
    return written;
  }

  /** In the item, or in parts where it is too long. */
  async #placeBody(
    result: Result,
    name: string,
    shownBytes: number,
  ): Promise<{ readonly parts: number; readonly attributes: Item }> {
    if (isBare(result)) return { parts: 0, attributes: { Body: { S: JSON.stringify(result) } } };
    const body = packBody(result);
    if (shownBytes + body.byteLength + SPARE_BYTES <= MAX_ITEM_BYTES) {
      return { parts: 0, attributes: { Body: { B: body } } };
    }
    const parts = await this.#parts.write(name, body);
    return { parts, attributes: { Parts: { N: `${parts}` } } };
  }

  async #putOver(before: Kept | undefined, item: Item, next: Kept): Promise<Written> {
    if (await this.#table.putIf(item, unchangedSince(before))) {
      return { isWritten: true, kept: next };
    }
    // It may have taken effect although it was refused: its answer got lost and the SDK repeated it.
    const kept = await this.find(next.result.imageId);
    return kept?.revision === next.revision
      ? { isWritten: true, kept }
      : { isWritten: false, kept };
  }

  /** `undefined` when its parts were replaced since. */
  async #keptOf(item: Item): Promise<Kept | undefined> {
    const imageId = item[RESULTS.partitionKey]?.S ?? '';
    if (Number(item['SchemaVersion']?.N) > SCHEMA_VERSION) throw tooNew(imageId);
    const revision = item['Revision']?.S ?? '';
    const parts = Number(item['Parts']?.N ?? 0);
    const body = parts === 0 ? bodyIn(item) : await this.#parts.read(revision, parts);
    if (!body) return parts === 0 ? raise(damaged(imageId)) : undefined;
    const owner = item['Owner']?.S;
    return {
      result: unpacked(body, imageId),
      revision,
      parts,
      ...(owner === undefined ? {} : { owner }),
    };
  }
}

function keyOf(imageId: string): Item {
  return { [RESULTS.partitionKey]: { S: wellFormed(imageId) } };
}

/**
 * Nothing read, nothing to tell: every claim of a new image. What there is is shown anyway, and compressing so little
 * costs more than it saves.
 */
function isBare({ detection, reason, ruleMatches, pending, unrecorded }: Result): boolean {
  const waiting = ruleMatches.length + pending.length + unrecorded.length;
  return detection === undefined && reason === undefined && waiting === 0;
}

function unchangedSince(before: Kept | undefined): Condition {
  return before
    ? {
        ConditionExpression: '#revision = :revision',
        ExpressionAttributeNames: { '#revision': 'Revision' },
        ExpressionAttributeValues: { ':revision': { S: before.revision } },
      }
    : {
        ConditionExpression: 'attribute_not_exists(#id)',
        ExpressionAttributeNames: { '#id': RESULTS.partitionKey },
      };
}

function bodyIn({ Body }: Item): Uint8Array | string | undefined {
  return Body?.S ?? Body?.B;
}

function unpacked(body: Uint8Array | string, imageId: string): Result {
  try {
    return typeof body === 'string' ? JSON.parse(body) : unpackBody(body);
  } catch (error) {
    throw damaged(imageId, error);
  }
}

function raise(error: Error): never {
  throw error;
}

function damaged(imageId: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `The item of ${JSON.stringify(imageId)} is not as this program wrote it. Restore or delete it, then scan the image again.`,
    { cause },
  );
}

function tooNew(imageId: string): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    `The item of ${JSON.stringify(imageId)} was written by a newer release. Update this program.`,
  );
}
