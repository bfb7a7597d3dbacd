import { createHash, randomUUID } from 'node:crypto';
import type { Ids } from '@glyphwatch/domain';

/** As many hexadecimal digits are 128 bits. */
const DIGITS = 32;

export class NodeIds implements Ids {
  owner(): string {
    return randomUUID();
  }

  digest(...parts: readonly string[]): string {
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, DIGITS);
  }
}
