import type { ConsoleParts } from '@glyphwatch/console-api';

type PlaceState = ReturnType<ConsoleParts['places']>[number];

/** The folders and buckets that are watched, and how that goes. */
export class WatchedPlaces {
  readonly #places = new Map<string, PlaceState>();

  constructor(names: readonly string[]) {
    for (const name of names) this.#places.set(name, { name, state: 'watching' });
  }

  note(name: string, isWatched: boolean, message: string): void {
    const state = isWatched ? 'watching' : 'gone';
    this.#places.set(name, { name, state, ...(isWatched ? {} : { message }) });
  }

  all(): PlaceState[] {
    return [...this.#places.values()];
  }
}
