import type { Deployed } from '../deployed.ts';

/** What several checks look at. */
export interface Examined extends Deployed {
  readonly now: number;
}
