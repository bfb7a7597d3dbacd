import { type BigIntStats, statSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { codeOf } from './read-text.ts';

/** The coarsest resolution of file times: two writes of equal length within it look the same. */
const COARSEST_TICK_MS = 2_000;

export interface FileState {
  /** Differs once the file was written, replaced or removed. */
  readonly mark: string;
  readonly writtenAt: number;
}

export function stateOf(path: string): FileState {
  try {
    return stateFrom(statSync(path, { bigint: true }));
  } catch (error) {
    return without(error);
  }
}

/** Whether a file was written since this state, or so recently that its state might not show it. */
export async function hasChanged(path: string, { mark }: FileState): Promise<boolean> {
  const now = await stat(path, { bigint: true }).then(stateFrom, without);
  return now.mark !== mark || now.writtenAt > Date.now() - COARSEST_TICK_MS;
}

/** A pipe cannot be read again. */
const PIPE: FileState = { mark: 'pipe', writtenAt: 0 };

function stateFrom(stats: BigIntStats): FileState {
  const { mtimeNs, ctimeNs, size, ino, mtimeMs } = stats;
  if (!stats.isFile()) return PIPE;
  return { mark: [mtimeNs, ctimeNs, size, ino].join(), writtenAt: Number(mtimeMs) };
}

function without(error: unknown): FileState {
  return { mark: codeOf(error), writtenAt: 0 };
}
