import type { WallQuery } from '@glyphwatch/console-api/shapes';
import { batch, signal } from '@preact/signals';
import { api, type Page } from '../api/calls.ts';
import { searchOf, type Wall } from '../url/route.ts';
import { cellId, type Cell } from './cells.ts';

/** More cells are not laid out; a jump in time starts a new wall. */
export const MOST_CELLS = 50_000;
/** Walls that are kept for the way back. */
const KEPT = 4;

/** The loaded part of one wall: what `query` lists, newest first. It stands still; what is new waits in `fresh`. */
export class WallStore {
  readonly items = signal<readonly Cell[]>([]);
  readonly fresh = signal<readonly Cell[]>([]);
  readonly loading = signal(false);
  readonly error = signal<unknown>(undefined);
  /** Nothing was asked yet, or there is no answer yet. */
  readonly started = signal(false);
  readonly done = signal(false);
  readonly selected = signal<ReadonlySet<string>>(new Set());
  readonly focused = signal<string | undefined>(undefined);
  scrollY = 0;
  readonly wall: Wall;
  readonly query: WallQuery;
  #cursor: string | undefined;
  #answers = 0;

  constructor(wall: Wall, query: WallQuery) {
    this.wall = wall;
    this.query = query;
  }

  /** The next page below those that are there. One at a time. */
  async loadMore(): Promise<void> {
    if (this.loading.value || this.done.value) return;
    await this.#ask(this.#cursor, (page) => {
      const known = new Set(this.items.value.map(cellId));
      this.items.value = [
        ...this.items.value,
        ...page.items.filter((cell) => !known.has(cellId(cell))),
      ];
      this.#cursor = page.cursor;
      this.done.value = page.cursor === undefined || this.items.value.length >= MOST_CELLS;
    });
  }

  /** The first page again: known cells are brought up to date in place, new ones wait. */
  async refresh(): Promise<void> {
    if (!this.started.value) return this.loadMore();
    await this.#ask(undefined, (page) => {
      if (this.items.value.length === 0) return this.#start(page);
      const now = new Map(page.items.map((cell) => [cellId(cell), cell]));
      const known = new Set(this.items.value.map(cellId));
      this.items.value = this.items.value.map((cell) => now.get(cellId(cell)) ?? cell);
      this.fresh.value = page.items.filter((cell) => !known.has(cellId(cell)));
    });
  }

  /** From the top: with the new ones, without those that no longer belong here. */
  async startAgain(): Promise<void> {
    await this.#ask(undefined, (page) => this.#start(page));
  }

  select(ids: Iterable<string>): void {
    this.selected.value = new Set(ids);
  }

  /** The selected cells in the wall's order, or else the focused one. */
  chosen(): Cell[] {
    const ids = this.selected.value;
    const focused = this.focused.value;
    return this.items.value.filter((cell) =>
      ids.size > 0 ? ids.has(cellId(cell)) : cellId(cell) === focused,
    );
  }

  #start({ items, cursor }: Page<Cell>): void {
    this.items.value = items;
    this.fresh.value = [];
    this.#cursor = cursor;
    this.done.value = cursor === undefined;
  }

  async #ask(cursor: string | undefined, take: (page: Page<Cell>) => void): Promise<void> {
    this.loading.value = true;
    const asked = ++this.#answers;
    try {
      const page: Page<Cell> = await api.page(this.wall, this.query, cursor);
      if (asked !== this.#answers) return;
      batch(() => {
        take(page);
        this.error.value = undefined;
        this.started.value = true;
      });
    } catch (error) {
      if (asked === this.#answers) this.error.value = error;
    } finally {
      if (asked === this.#answers) this.loading.value = false;
    }
  }
}

const stores = new Map<string, WallStore>();

/** The store of a wall; the same one on the way back, with its cells and focus. */
export function wallStore(wall: Wall, query: WallQuery): WallStore {
  const key = `${wall}?${searchOf({ ...query })}`;
  const store = stores.get(key) ?? new WallStore(wall, query);
  stores.delete(key);
  stores.set(key, store);
  for (const oldest of [...stores.keys()].slice(0, -KEPT)) stores.delete(oldest);
  return store;
}
