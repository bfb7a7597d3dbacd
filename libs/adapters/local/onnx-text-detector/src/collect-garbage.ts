import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

let collect: NodeJS.GCFunction | undefined;

/**
 * Collects the young generation, which takes a millisecond and keeps memory flat. The garbage collector sees file bytes,
 * strips and tensors as small objects, not the megabytes of external memory that they hold.
 */
export function collectGarbage(): void {
  if (!collect) {
    setFlagsFromString('--expose-gc');
    collect = runInNewContext('gc') as NodeJS.GCFunction;
  }
  collect({ type: 'minor' });
}
