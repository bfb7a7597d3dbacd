import type { Channel } from '../announce.ts';
import type { Clock, Deliveries, Ids, Notifier, WatchlistSource } from '../ports.ts';
import type { ChannelTelling } from './policy.ts';

export interface NotifiedChannel extends Channel {
  readonly notifier: Notifier;
  readonly telling: ChannelTelling;
}

export interface TellingParts {
  readonly deliveries: Deliveries;
  readonly channels: readonly NotifiedChannel[];
  readonly watchlists: WatchlistSource;
  readonly clock: Clock;
  readonly ids: Ids;
  /** Milliseconds. Keeps the process alive, unless `ref` is `false`. */
  pause(ms: number, options?: { readonly ref: boolean }): Promise<void>;
  /** From 0 to below 1. */
  random(): number;
  /** The lease of a turn or a delivery, milliseconds; it is renewed while a slow channel is told. */
  readonly tellMs?: number;
}

/** A channel that could not be told. What it should have been told waits, or became a dead letter. */
export interface Untold {
  readonly channel: string;
  readonly error: unknown;
}

export const DEFAULT_TELL_MS = 60_000;
/** Of its lease, in which a process may begin to tell: the first renewal comes later, and clocks differ by seconds. */
export const BEGIN_WITHIN = 0.5;
export const HOUR_MS = 3_600_000;
/** What a channel has not taken for so long becomes a dead letter. */
export const GIVE_UP_MS = 3 * 24 * HOUR_MS;
/** And so many attempts. */
export const GIVE_UP_ATTEMPTS = 10;

const FIRST_BACKOFF_MS = 30_000;
/** Half of it is jitter, so that what failed together does not come back together. */
const JITTER = 0.5;

/** Exponential, with jitter, milliseconds. `attempts` counts the failures before this one. */
export function backoffMs(attempts: number, longestMs: number, random: () => number): number {
  const full = Math.min(FIRST_BACKOFF_MS * 2 ** Math.min(attempts, 30), longestMs);
  return full * (1 - JITTER * random());
}
