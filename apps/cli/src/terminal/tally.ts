import { STATUSES, type Status } from '@glyphwatch/domain';

/** Files that are no pictures. */
const OTHER = 'other';

export class Tally {
  readonly startedAt: number;
  images = 0;
  /** Images found but not started, because the run was interrupted. */
  left = 0;
  /** Channels that could not be told at the last attempt. */
  unsent = 0;
  unwritten = 0;
  /** A baseline says which findings are known; without one, all are new. */
  hasBaseline = false;
  knownFindings = 0;
  newFindings = 0;
  /** Images of which a limit or damage left something unread. */
  readInPart = 0;
  /** Large images in which small text was not looked for. */
  glancedAt = 0;
  /** Images whose text seems to be in a script that the detector does not read. */
  unknownScript = 0;
  readonly #passedOver = new Map<string, number>();
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

  /** A file that is no image to be read; for kinds, see `PassedOver`. */
  passOver(kind: string): void {
    this.#passedOver.set(kind, (this.#passedOver.get(kind) ?? 0) + 1);
  }

  /** By kind, most first; files that are no pictures last. */
  get passedOver(): readonly (readonly [kind: string, number: number])[] {
    const others = this.others === 0 ? [] : ([[OTHER, this.others]] as const);
    return [...this.passedOverPictures, ...others];
  }

  /** By kind, most first. */
  get passedOverPictures(): readonly (readonly [kind: string, number: number])[] {
    return [...this.#passedOver]
      .filter(([kind]) => kind !== OTHER)
      .sort(([a, m], [b, n]) => n - m || (a < b ? -1 : 1));
  }

  get others(): number {
    return this.#passedOver.get(OTHER) ?? 0;
  }

  get hasFailures(): boolean {
    const failed = this.of('UNSUPPORTED', 'GONE', 'FAILED') + this.readInPart;
    return failed + this.unsent + this.unwritten > 0;
  }
}
