import type { Judgement } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';
import { unpack } from './pack.ts';

/** `undefined` if nobody judged it. Fails for a damaged one. */
export function judgementIn(row: Row): Judgement | undefined {
  return row['judgement'] === null ? undefined : unpack(bytesIn(row, 'judgement'));
}
