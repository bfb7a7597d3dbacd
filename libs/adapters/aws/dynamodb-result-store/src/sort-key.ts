import { createHash } from 'node:crypto';
import { GlyphwatchError } from '@glyphwatch/domain';

/**
 * The sort key of every list: a time, then a digest of an id. An image id may have 1,088 bytes but a sort key only
 * 1,024, and DynamoDB refuses the whole write when it does not fit an index. The digest keeps the keys of one moment
 * apart, so a sort key is a cursor and no page skips or repeats an item.
 */
export type SortKey = string;

/** Of the time, with which every key begins. */
export const TIME_DIGITS = 15;
const LATEST = 10 ** TIME_DIGITS - 1;
const DIGEST_LENGTH = 22;
const SORT_KEY = /^\d{15}#[\w-]{22}$/;
/** Comes right after `#`. */
const AFTER_ALL_OF_THIS_TIME = '$';

export function sortKeyOf(time: number, id: string): SortKey {
  return `${timeKey(time)}#${digest(id)}`;
}

export interface Span {
  readonly since?: number;
  readonly until?: number;
  readonly cursor?: string;
}

export interface Bounds {
  readonly low: string;
  /** Inclusive, so a page that starts at a cursor has to leave out the cursor's own item. */
  readonly high: string;
  readonly cursor?: string;
}

export function boundsOf({ since = 0, until = LATEST, cursor }: Span): Bounds {
  const [low, high] = [timeKey(Math.ceil(since)), timeKey(Math.floor(until))];
  if (cursor === undefined) return { low, high: high + AFTER_ALL_OF_THIS_TIME };
  if (!SORT_KEY.test(cursor)) {
    throw new GlyphwatchError(
      'store-misconfigured',
      'This cursor does not come from this store. Start the list again without one.',
    );
  }
  return { low, high: cursor, cursor };
}

export const UNBOUNDED: Bounds = boundsOf({});

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
