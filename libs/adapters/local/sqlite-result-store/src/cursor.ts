import { GlyphwatchError } from '@glyphwatch/domain';

/** A position in a list ordered by time, then id, newest first. */
export interface Position {
  readonly time: number;
  readonly id: string;
}

/** Before the first item. */
const START: Position = { time: Infinity, id: '' };

export function cursorAt({ time, id }: Position): string {
  return Buffer.from(JSON.stringify([time, id])).toString('base64url');
}

export function positionOf(cursor: string | undefined): Position {
  if (cursor === undefined) return START;
  const parts = parse(Buffer.from(cursor, 'base64url').toString());
  if (Array.isArray(parts) && typeof parts[0] === 'number' && typeof parts[1] === 'string') {
    return { time: parts[0], id: parts[1] };
  }
  throw new GlyphwatchError(
    'store-misconfigured',
    'The cursor is not from this store. List again without a cursor.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON, so not a cursor of ours, which is never `null`.
    return null;
  }
}
