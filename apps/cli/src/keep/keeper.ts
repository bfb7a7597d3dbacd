import { type Clock, heldVersions, type Purged, type Retention } from '@glyphwatch/domain';
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
  readonly store: Pick<OpenedStore, 'results'>;
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
  async finish(signal?: Signal, onTurn?: (soFar: Purged) => void): Promise<KeptTurn> {
    return this.#with(await this.#parts.retention.finish(signal, onTurn));
  }

  async #with(purged: Purged): Promise<KeptTurn> {
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

/** `2 results, 1 match of the history`; empty if nothing was removed. */
export function removedText({
  results,
  matches,
  deliveries,
  thumbnails,
}: Pick<KeptTurn, 'results' | 'matches' | 'deliveries' | 'thumbnails'>): string {
  return [
    ...(results > 0 ? [count(results, 'result')] : []),
    ...(matches > 0 ? [count(matches, 'match of the history', 'matches of the history')] : []),
    ...(deliveries > 0 ? [count(deliveries, 'delivery of the log', 'deliveries of the log')] : []),
    ...(thumbnails > 0 ? [count(thumbnails, 'thumbnail')] : []),
  ].join(', ');
}

/** `2 results held, 1 with notifications that wait`; empty if all that is old enough was removed. */
export function keptText({ held, waiting }: Pick<Purged, 'held' | 'waiting'>): string {
  return [
    ...(held > 0 ? [`${count(held, 'result')} held`] : []),
    ...(waiting > 0 ? [`${count(waiting, 'result')} with notifications that wait`] : []),
  ].join(', ');
}

/** While a long first pass goes on. */
export function progressText({ results, matches, held, waiting }: Purged): string {
  const kept = held + waiting;
  return `removing what is old: ${count(results, 'result')}, ${count(matches, 'match', 'matches')}; ${kept} kept`;
}
