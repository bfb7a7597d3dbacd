/*
 * A sequencer orders the uploads of one address: upper-case hexadecimal, compared from the left like the digits of a
 * fraction. There are three kinds; all of one address are of the same kind, or of the first two:
 *
 *   0055AED6DCD90281E5   by S3: opaque, but it starts with 00 and the seconds since 1970 in eight digits
 *   0055AED6DC3E7        for an S3 event without one: the same, then the milliseconds in three digits
 *   000199C82CC000       for a file: when its content was first seen, milliseconds since 1970 in 14 digits
 */

/** Long enough for any time. */
const FILE_DIGITS = 14;

/**
 * S3's rule: the shorter one is padded with zeros on the right; case is ignored. Negative when `left` is older.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 */
export function compareSequencers(left: string, right: string): number {
  const length = Math.max(left.length, right.length);
  const a = left.toUpperCase().padEnd(length, '0');
  const b = right.toUpperCase().padEnd(length, '0');
  return a < b ? -1 : a > b ? 1 : 0;
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

/** The next one, of the same length. */
export function sequencerAfter(previous: string): string {
  return /^F*$/i.test(previous)
    ? `${previous}1`
    : hexadecimal(BigInt(`0x${previous}`) + 1n, previous.length);
}

function hexadecimal(number: bigint, digits: number): string {
  return number.toString(16).toUpperCase().padStart(digits, '0');
}
