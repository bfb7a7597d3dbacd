/*
 * A sequencer orders the uploads of one address: upper-case hexadecimal, compared from the left like the digits of a
 * fraction. There are four kinds; all of one address are of the last kind, or of the others:
 *
 *   0055AED6DCD90281E5   in S3's own notifications: opaque, but it starts with 00 and the seconds since 1970 in eight digits
 *     55aed6dcd90281e5   the same in EventBridge's events, which leave out the 00
 *   0055AED6DC3E7        for an S3 event without one: 00 and the seconds, then the milliseconds in three digits
 *   000199C82CC000       for a file: when its content was first seen, milliseconds since 1970 in 14 digits
 */

/** Long enough for any time. */
const FILE_DIGITS = 14;
/** What EventBridge leaves of S3's 18 digits. */
const EVENTBRIDGE_DIGITS = 16;
const LEFT_OUT = '00';
/** Longer than any of S3's. */
const LONGEST_DIGITS = 24;

/**
 * S3's rule: the shorter one is padded with zeros on the right, and case is ignored. An earlier edition of the same page padded
 * on the left; the only lengths for which that matters are those of EventBridge, whose missing 00 is put back first. Negative
 * when `left` is older.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function compareSequencers(left: string, right: string): number {
  const [a, b] = [aligned(left), aligned(right)];
  const length = Math.max(a.length, b.length);
  const [c, d] = [a.padEnd(length, '0'), b.padEnd(length, '0')];
  return c < d ? -1 : c > d ? 1 : 0;
}

function aligned(sequencer: string): string {
  const digits = sequencer.toUpperCase();
  const isCut = digits.length === EVENTBRIDGE_DIGITS && !digits.startsWith(LEFT_OUT);
  return isCut ? LEFT_OUT + digits : digits;
}

/** For an S3 event without a sequencer: sorts among S3's own as well as a time can. */
export function s3SequencerAt(milliseconds: number): string {
  const seconds = Math.floor(milliseconds / 1000);
  const rest = (milliseconds % 1000).toString(16).padStart(3, '0');
  return `00${seconds.toString(16).padStart(8, '0')}${rest}`.toUpperCase();
}

/** For a file's event now: newer than what is stored, even after the clock was set back. */
export function fileSequencerAt(milliseconds: number, previous?: string): string {
  const moment = hexadecimal(BigInt(Math.floor(milliseconds)), FILE_DIGITS);
  const isNewer = previous === undefined || compareSequencers(moment, previous) > 0;
  return isNewer ? moment : sequencerAfter(previous);
}

/** Newer than this, and older than whatever S3 has after it. */
export function sequencerJustAfter(previous: string): string {
  return sequencerAfter(aligned(previous).padEnd(LONGEST_DIGITS, '0'));
}

/** The next one, of the same length. */
export function sequencerAfter(previous: string): string {
  return /^F*$/i.test(previous)
    ? `${previous}1`
    : hexadecimal(BigInt(`0x${previous}`) + 1n, previous.length);
}

function hexadecimal(number: bigint, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, '0');
}
