import type { Clock, Purged, ResultStore, Retention } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import { count } from '../terminal/show.ts';
import type { Thumbnails } from './thumbnails.ts';

/** Milliseconds; what has no age is kept for ever. */
export interface KeepSettings {
  readonly results?: number;
  readonly matches?: number;
  readonly thumbnails?: number;
  readonly deliveries: number;
}

export interface KeeperParts {
  readonly store: Pick<OpenedStore, 'results' | 'deliveries'>;
  readonly retention: Pick<Retention, 'turn' | 'finish'>;
  /** Absent where the store is no folder's. */
  readonly thumbnails?: Pick<Thumbnails, 'removeOlder'> | undefined;
  readonly clock: Clock;
  readonly keep: KeepSettings;
}

export interface KeptTurn extends Purged {
  readonly thumbnails: number;
}

type Signal = { readonly aborted: boolean };

/** A folder of thousands of files is not for every minute. */
const REST_MS = 3_600_000;

/** Removes what is older than the settings say, but for what is held. */
export class Keeper {
  readonly #parts: KeeperParts;
  #thumbnailsRestUntil = 0;

  constructor(parts: KeeperParts) {
    this.#parts = parts;
  }

  /** A bounded piece, for a command that goes on. */
  async turn(signal?: Signal): Promise<KeptTurn> {
    return this.#with(await this.#parts.retention.turn(signal));
  }

  /** All of it, for a command that ends. */
  async finish(signal?: Signal): Promise<KeptTurn> {
    return this.#with(await this.#parts.retention.finish(signal));
  }

  async #with(purged: Purged): Promise<KeptTurn> {
    const { store, keep } = this.#parts;
    await store.deliveries.purge((await store.deliveries.now()) - keep.deliveries);
    return { ...purged, thumbnails: await this.#removeThumbnails() };
  }

  async #removeThumbnails(): Promise<number> {
    const { store, thumbnails, clock, keep } = this.#parts;
    const now = clock();
    if (!thumbnails || keep.thumbnails === undefined || now < this.#thumbnailsRestUntil) return 0;
    this.#thumbnailsRestUntil = now + REST_MS;
    return thumbnails.removeOlder(now - keep.thumbnails, await heldVersions(store.results));
  }
}

/** Contents of images that are held, also earlier ones that a rule matched. */
async function heldVersions(
  results: Pick<ResultStore, 'holds' | 'find' | 'listMatches'>,
): Promise<ReadonlySet<string>> {
  const versions = new Set<string>();
  for (const { of, value } of await results.holds()) {
    if (of === 'rule') {
      for await (const version of versionsMatchedBy(value, results)) versions.add(version);
      continue;
    }
    const result = await results.find(value);
    if (result) versions.add(result.version);
  }
  return versions;
}

async function* versionsMatchedBy(
  ruleId: string,
  results: Pick<ResultStore, 'listMatches'>,
): AsyncGenerator<string> {
  let cursor: string | undefined;
  do {
    const from = cursor === undefined ? {} : { cursor };
    const page = await results.listMatches(ruleId, { limit: 1000, ...from });
    for (const { version } of page.items) yield version;
    cursor = page.cursor;
  } while (cursor !== undefined);
}

/** `2 results, 1 match of the history`; empty if nothing was removed. */
export function keptText({ results, matches, thumbnails }: Omit<KeptTurn, 'failures'>): string {
  return [
    ...(results > 0 ? [count(results, 'result')] : []),
    ...(matches > 0 ? [count(matches, 'match of the history', 'matches of the history')] : []),
    ...(thumbnails > 0 ? [count(thumbnails, 'thumbnail')] : []),
  ].join(', ');
}
