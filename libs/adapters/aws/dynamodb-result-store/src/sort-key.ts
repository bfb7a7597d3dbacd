import { createHash } from 'node:crypto';
import { GlyphwatchError } from '@glyphwatch/domain';

/**
 * The sort key of every list: a time, then a digest of an id. An image id may have 1,088 bytes but a sort key only
 * 1,024, and DynamoDB refuses the whole write when it does not fit an index. The digest keeps the keys of one moment
 * apart, so a sort key is a cursor and no page skips or repeats an item.
 */
export type SortKey = string;

const TIME_DIGITS = 15;
const LATEST = 10 ** TIME_DIGITS - 1;
const DIGEST_LENGTH = 22;
const SORT_KEY = /^\d{15}#[\w-]{22}$/;
/** Comes right after `#`. */
const AFTER_ALL_OF_THIS_TIME = '$';

export function sortKeyOf(time: number, id: string): SortKey {
  return `${timeKey(time)}#${digest(id)}`;
}

/** Whether they are of the same time. */
export function isOfSameTime(one: SortKey, other: SortKey): boolean {
  return one.slice(0, TIME_DIGITS) === other.slice(0, TIME_DIGITS);
}

/** Between the parts of a wall's key, before all that an image id goes on with. */
const END_OF_ID = '\u0001';
const AFTER_THIS_ID = '\u0002';
/** Of an index, with a time, two digests and a character that was cut. */
const MAX_ID_BYTES = 900;

/** The sort key of walls: images of one time are in the order of their ids, by their first bytes. */
export function wallKeyOf(time: number, imageId: string): SortKey {
  const bytes = Buffer.from(imageId);
  const isShort = bytes.byteLength <= MAX_ID_BYTES;
  const start = bytes.subarray(0, MAX_ID_BYTES).toString();
  return `${timeKey(time)}#${isShort ? start : start + END_OF_ID + digest(imageId)}`;
}

/** Of one of several things about an image; all of them are between `wallKeyOf` and `endOfImage`. */
export function wallKeyWithin(time: number, imageId: string, id: string): SortKey {
  return wallKeyOf(time, imageId) + END_OF_ID + digest(id);
}

export function endOfImage(time: number, imageId: string): SortKey {
  return wallKeyOf(time, imageId) + AFTER_THIS_ID;
}

const WALL_KEY = /^\d{15}#/;

/** As `boundsOf`, for walls. */
export function wallBoundsOf({ since, until, cursor }: Span): Bounds {
  const bounds = boundsOf({
    ...(since === undefined ? {} : { since }),
    ...(until === undefined ? {} : { until }),
  });
  if (cursor === undefined) return bounds;
  if (!WALL_KEY.test(cursor)) throw notFromHere();
  return { ...bounds, high: cursor, cursor };
}

/** By their UTF-8, as indexes do. */
export function isAfter(one: SortKey, other: SortKey): boolean {
  return Buffer.compare(Buffer.from(one), Buffer.from(other)) > 0;
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
  if (!SORT_KEY.test(cursor)) throw notFromHere();
  return { low, high: cursor, cursor };
}

function notFromHere(): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    'This cursor does not come from this store. Start the list again without one.',
  );
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

export function digest(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, DIGEST_LENGTH);
}
