import { damagedResult, Damages } from '@glyphwatch/domain';
import { bytesIn, type Row } from './connection.ts';

/** `undefined` if the row, which names its image, is damaged. */
export function unlessDamaged<T>(damages: Damages, row: Row, read: () => T): T | undefined {
  return damages.orElse(read, () => damagedResult(Buffer.from(bytesIn(row, 'image')).toString()));
}
