import {
  type Clock,
  type Deliveries,
  type Delivery,
  type DeliveryPageQuery,
  type DeliveryQuery,
  isAskedFor,
  type Look,
  type NewDelivery,
  NO_TURN,
  type Notification,
  type Page,
  type Postponement,
  type Silence,
  type Turn,
} from '../index.ts';
import { pageOf } from './page-of.ts';

const MOST_ROWS = 10_000;

/** The reference for every other outbox: the same promises, in a Map. */
export class InMemoryDeliveries implements Deliveries {
  readonly #clock: Clock;
  readonly #rows = new Map<string, Delivery>();
  readonly #notifications = new Map<string, Notification>();
  readonly #turns = new Map<string, Turn>();
  readonly #silences = new Map<string, Silence>();
  /** Set by the result store, which has the holds. */
  isHeld: (about: Pick<Delivery, 'imageId' | 'ruleIds'>) => boolean = () => false;

  constructor(clock: Clock = Date.now) {
    this.#clock = clock;
  }

  async now(): Promise<number> {
    return this.#clock();
  }

  async add(deliveries: readonly NewDelivery[]): Promise<void> {
    this.addNow(deliveries);
  }

  /** For the result store, whose commits add in the same step. */
  addNow(deliveries: readonly NewDelivery[]): void {
    const addedAt = this.#clock();
    for (const { notification, waitMs, ...about } of deliveries) {
      if (this.#rows.has(about.id)) continue;
      const due = addedAt + waitMs;
      this.#rows.set(about.id, { ...about, state: 'waiting', addedAt, due, attempts: 0 });
      this.#notifications.set(about.id, notification);
    }
  }

  async channels(): Promise<readonly string[]> {
    const now = this.#clock();
    const due = this.#waiting().filter((row) => row.due <= now);
    const unfinished = [...this.#turns].filter(([, { set }]) => set).map(([channel]) => channel);
    return [...new Set([...due.map(({ channel }) => channel), ...unfinished])];
  }

  async look(
    channel: string,
    { evenIfNotDue = false }: { readonly evenIfNotDue?: boolean } = {},
  ): Promise<Look> {
    const now = this.#clock();
    const due = this.#waiting()
      .filter((row) => row.channel === channel && (evenIfNotDue || row.due <= now))
      .sort((a, b) => a.due - b.due)
      .slice(0, MOST_ROWS);
    const turn = this.#turns.get(channel) ?? NO_TURN;
    return { now, turn, due, silences: await this.silences() };
  }

  async change(channel: string, turn: Turn): Promise<boolean> {
    const { revision } = this.#turns.get(channel) ?? NO_TURN;
    if (turn.revision !== revision) return false;
    this.#turns.set(channel, { ...turn, revision: revision + 1 });
    return true;
  }

  async postpone(channel: string, rows: readonly Postponement[]): Promise<readonly string[]> {
    return rows.flatMap(({ id, due, until, why, error, reached }) => {
      const row = this.#rows.get(id);
      if (row?.channel !== channel || row.state !== 'waiting' || row.due !== due) return [];
      const attempts = error === undefined ? row.attempts : row.attempts + 1;
      const { why: before, error: earlier, ...rest } = row;
      const words = why ?? before;
      const last = error ?? earlier;
      this.#rows.set(id, {
        ...{ ...rest, due: until, attempts },
        ...(words === undefined ? {} : { why: words }),
        ...(last === undefined ? {} : { error: last }),
        ...(reached === undefined ? {} : { reached }),
      });
      return [id];
    });
  }

  async end(
    channel: string,
    ids: readonly string[],
    how: Parameters<Deliveries['end']>[2],
  ): Promise<void> {
    const waiting = this.#matching({ channel, ids, state: 'waiting' });
    for (const { error: _, ...row } of waiting) {
      this.#rows.set(row.id, { ...row, ...how, endedAt: this.#clock() });
    }
  }

  async withdraw(query: DeliveryQuery, by: string, why: string): Promise<number> {
    const change = { state: 'withdrawn', by, why, endedAt: this.#clock() } as const;
    return this.#change({ ...query, state: 'waiting' }, change);
  }

  async retry(query: DeliveryQuery, by: string): Promise<number> {
    const rows = this.#matching({ ...query, state: 'refused' });
    for (const { endedAt: _, ...row } of rows) {
      const due = this.#clock();
      this.#rows.set(row.id, { ...row, state: 'waiting', due, attempts: 0, by });
    }
    return rows.length;
  }

  async notifications(
    channel: string,
    ids: readonly string[],
  ): Promise<ReadonlyMap<string, Notification>> {
    const ofChannel = ids.filter((id) => this.#rows.get(id)?.channel === channel);
    return new Map(
      ofChannel.flatMap((id) => {
        const notification = this.#notifications.get(id);
        return notification ? [[id, notification] as const] : [];
      }),
    );
  }

  async list(query: DeliveryPageQuery): Promise<Page<Delivery>> {
    const { since: _s, until: _u, ...window } = query;
    return pageOf(
      this.#matching(query),
      ({ addedAt }) => addedAt,
      ({ id }) => id,
      window,
    );
  }

  async silence(silence: Silence): Promise<void> {
    this.#silences.set(silence.id, silence);
  }

  async endSilence(id: string): Promise<boolean> {
    const isInForce = (await this.silences()).some((silence) => silence.id === id);
    this.#silences.delete(id);
    return isInForce;
  }

  async silences(): Promise<readonly Silence[]> {
    const now = this.#clock();
    return [...this.#silences.values()].filter(({ until }) => until > now);
  }

  async purge(before: number, limit: number): Promise<number> {
    const ended = [...this.#rows.values()].filter((row) => (row.endedAt ?? Infinity) < before);
    return this.#remove(ended.filter((row) => !this.isHeld(row)).slice(0, limit));
  }

  async forget(imageId: string): Promise<number> {
    return this.forgetNow(imageId);
  }

  /** For the result store, whose deletions forget in the same step. */
  forgetNow(imageId: string): number {
    return this.#remove(this.#matching({ imageId }));
  }

  isWaiting(imageId: string): boolean {
    return this.#matching({ imageId, state: 'waiting' }).length > 0;
  }

  #waiting(): Delivery[] {
    return [...this.#rows.values()].filter(({ state }) => state === 'waiting');
  }

  #matching(query: DeliveryQuery): Delivery[] {
    return [...this.#rows.values()].filter((row) => isAskedFor(row, query));
  }

  #change(query: DeliveryQuery, change: Partial<Delivery>): number {
    const rows = this.#matching(query);
    for (const row of rows) this.#rows.set(row.id, { ...row, ...change });
    return rows.length;
  }

  #remove(rows: readonly Delivery[]): number {
    for (const { id } of rows) {
      this.#rows.delete(id);
      this.#notifications.delete(id);
    }
    return rows.length;
  }
}
