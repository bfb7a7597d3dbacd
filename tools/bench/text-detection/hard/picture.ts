import type { Random } from './random.ts';

/** A drawn picture and what a person reads in it. */
export interface HardPicture {
  readonly bytes: Buffer;
  readonly ending: 'png' | 'jpg';
  readonly lines: readonly string[];
  /** Whether spaces within lines do not count: number plates. */
  readonly join?: boolean;
}

/** Draws one picture of a kind. */
export type Draw = (random: Random) => Promise<HardPicture>;
