import { createHash, randomUUID } from 'node:crypto';
import type { Ids } from '@glyphwatch/domain';

export class NodeIds implements Ids {
  owner(): string {
    return randomUUID();
  }

  digest(...parts: readonly string[]): string {
    return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 32);
  }
}
