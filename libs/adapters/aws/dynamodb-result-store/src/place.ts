import { createHash } from 'node:crypto';
import { GlyphwatchError } from '@glyphwatch/domain';

/**
 * Where something stands in a list: its time, then a digest of its id. An image id may have 1,088 bytes and a sort key
 * only 1,024, and DynamoDB refuses the whole write when an index cannot take it. The digest makes places of one
 * moment differ, so that a cursor is a place and no page skips or repeats.
 */
export type Place = string;

const TIME_DIGITS = 15;
const LATEST = 10 ** TIME_DIGITS - 1;
const DIGEST_LENGTH = 22;
const PLACE = /^\d{15}#[\w-]{22}$/;
/** Comes right after `#`. */
const AFTER_ALL_OF_THIS_TIME = '$';

export function placeOf(time: number, id: string): Place {
  return `${timeKey(time)}#${digest(id)}`;
}

export interface Span {
  readonly since?: number;
  readonly until?: number;
  readonly cursor?: string;
}

export interface Bounds {
  readonly low: string;
  /** Inclusive, unless it is a cursor: that place itself was on the page before. */
  readonly high: string;
  readonly cursor?: string;
}

export function boundsOf({ since = 0, until = LATEST, cursor }: Span): Bounds {
  const [low, high] = [timeKey(Math.ceil(since)), timeKey(Math.floor(until))];
  if (cursor === undefined) return { low, high: high + AFTER_ALL_OF_THIS_TIME };
  if (!PLACE.test(cursor)) {
    throw new GlyphwatchError(
      'store-misconfigured',
      'This cursor was not given by this store. Start the list again without one.',
    );
  }
  return { low, high: cursor, cursor };
}

/** Everything strictly before a moment. */
export function boundsBefore(moment: number): Bounds {
  return { low: '0', high: timeKey(Math.ceil(moment)) };
}

function timeKey(time: number): string {
  const clamped = Math.min(LATEST, Math.max(0, time));
  return String(Math.trunc(clamped)).padStart(TIME_DIGITS, '0');
}

function digest(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, DIGEST_LENGTH);
}
