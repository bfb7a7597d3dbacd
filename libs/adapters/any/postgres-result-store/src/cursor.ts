import { GlyphwatchError } from '@glyphwatch/domain';
import { KEY_BYTES } from './key-of.ts';

/** A position in a list ordered by time, then key, newest first. */
export interface Position {
  readonly time: number;
  readonly key: Uint8Array;
}

export function cursorAt({ time, key }: Position): string {
  const parts = [time, Buffer.from(key).toString('base64')];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** `undefined`: before the first item. */
export function positionOf(cursor: string | undefined): Position | undefined {
  if (cursor === undefined) return undefined;
  const [time, text] = partsOf(cursor);
  if (typeof time === 'number' && typeof text === 'string') {
    const key = Buffer.from(text, 'base64');
    if (key.length === KEY_BYTES) return { time, key };
  }
  throw notFromHere();
}

/** A position in a wall: images of one time are in the order of their places. */
export interface WallPosition {
  readonly time: number;
  readonly place: Uint8Array;
  /** Of the image, then of its alert where these are listed. */
  readonly keys: readonly Uint8Array[];
}

export function wallCursorAt({ time, place, keys }: WallPosition): string {
  const parts = [time, ...[place, ...keys].map((one) => Buffer.from(one).toString('base64'))];
  return Buffer.from(JSON.stringify(parts)).toString('base64url');
}

/** `undefined`: before the first item. */
export function wallPositionOf(
  cursor: string | undefined,
  keyCount: number,
): WallPosition | undefined {
  if (cursor === undefined) return undefined;
  const [time, ...texts] = partsOf(cursor);
  const [place, ...keys] = texts.flatMap((text) =>
    typeof text === 'string' ? [Buffer.from(text, 'base64')] : [],
  );
  const isOurs = keys.length === keyCount && keys.every(({ length }) => length === KEY_BYTES);
  if (typeof time === 'number' && place && isOurs) return { time, place, keys };
  throw notFromHere();
}

function notFromHere(): GlyphwatchError {
  return new GlyphwatchError(
    'store-misconfigured',
    'The cursor is not from this store. List again without a cursor.',
  );
}

function partsOf(cursor: string): readonly unknown[] {
  try {
    const parts: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    return Array.isArray(parts) ? parts : [];
  } catch {
    // Not JSON, so not a cursor of ours.
    return [];
  }
}
