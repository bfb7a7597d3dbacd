import { STATUSES, type Status } from '@glyphwatch/domain';

/** Counts a run. */
export class Tally {
  readonly startedAt: number;
  images = 0;
  /** Images that were found but not begun. */
  left = 0;
  /** Outcomes that are kept but, when last tried, could not be told. */
  untold = 0;
  /** Pictures that could not be written. */
  unwritten = 0;
  readonly #counts = new Map<Status, number>();

  constructor(startedAt: number) {
    this.startedAt = startedAt;
  }

  add(status: Status): void {
    this.images += 1;
    this.#counts.set(status, this.of(status) + 1);
  }

  of(...statuses: readonly Status[]): number {
    return statuses.reduce((sum, status) => sum + (this.#counts.get(status) ?? 0), 0);
  }

  get counts(): readonly (readonly [Status, number])[] {
    return STATUSES.map((status) => [status, this.of(status)] as const).filter(([, n]) => n > 0);
  }

  get hasFailures(): boolean {
    return this.of('UNSUPPORTED', 'GONE', 'FAILED') + this.untold + this.unwritten > 0;
  }
}
