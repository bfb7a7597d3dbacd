import { createHash, randomUUID } from 'node:crypto';
import type { Ids } from '@glyphwatch/domain';

/** Hexadecimal digits of an id: 128 bits, short enough for sort keys and message attributes. */
const LENGTH = 32;

export class NodeIds implements Ids {
  owner(): string {
    return randomUUID();
  }

  digest(...parts: readonly string[]): string {
    // JSON keeps ['ab', 'c'] and ['a', 'bc'] apart.
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, LENGTH);
  }
}
