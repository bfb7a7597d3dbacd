import { readFile, stat } from 'node:fs/promises';
import { dirname, isAbsolute, join } from 'node:path';
import { extendedFilesOf } from '@glyphwatch/watchlist';

/** A rule file and all files it extends, at one moment. */
export interface Snapshot {
  /** By path; `undefined` for a missing file. */
  readonly texts: ReadonlyMap<string, string | undefined>;
  /** Differs once one of the files was written, replaced or removed. */
  readonly state: string;
  /** A file was written so recently that another write could leave `state` unchanged. */
  readonly isFresh: boolean;
}

/** The coarsest resolution of file times: two writes of equal length within it look the same. */
const COARSEST_TICK_MS = 2_000;
const NOT_THERE = ['ENOENT', 'ENOTDIR'];

/** `extend` is relative to the file that contains it. */
export function extendedPath(path: string, from: string): string {
  return isAbsolute(path) ? path : join(dirname(from), path);
}

/** Fails with the system's error if the root cannot be read; extended files may be missing. */
export async function takeSnapshot(root: string): Promise<Snapshot> {
  const texts = new Map<string, string | undefined>();
  const states: FileState[] = [];
  const waiting = [root];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    if (texts.has(path)) continue;
    // Before reading, so that a write in between is noticed at the next check.
    states.push(await stateOf(path));
    const text = await readText(path, path === root);
    texts.set(path, text);
    for (const extended of extendedFilesOf(text ?? '')) waiting.push(extendedPath(extended, path));
  }
  return { texts, ...summary(states) };
}

/** The same files' state now, without reading them. */
export async function readStates(snapshot: Snapshot): Promise<Pick<Snapshot, 'state' | 'isFresh'>> {
  return summary(await Promise.all([...snapshot.texts.keys()].map(stateOf)));
}

interface FileState {
  readonly path: string;
  readonly mark: string;
  readonly writtenAt: number;
}

function summary(states: readonly FileState[]): Pick<Snapshot, 'state' | 'isFresh'> {
  const newest = Math.max(...states.map(({ writtenAt }) => writtenAt));
  return {
    state: JSON.stringify(states.map(({ path, mark }) => [path, mark])),
    isFresh: newest > Date.now() - COARSEST_TICK_MS,
  };
}

async function stateOf(path: string): Promise<FileState> {
  try {
    const { mtimeNs, ctimeNs, size, ino, mtimeMs } = await stat(path, { bigint: true });
    return { path, mark: [mtimeNs, ctimeNs, size, ino].join(), writtenAt: Number(mtimeMs) };
  } catch (error) {
    return { path, mark: codeOf(error), writtenAt: 0 };
  }
}

async function readText(path: string, isRoot: boolean): Promise<string | undefined> {
  try {
    return decode(await readFile(path));
  } catch (error) {
    if (isRoot || !NOT_THERE.includes(codeOf(error))) throw error;
    return undefined;
  }
}

/** Bytes that are not UTF-8 become a NUL, which the parser rejects with a helpful message. */
function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return '\0';
  }
}

/** By shape, not by class: system errors may come from another realm. */
export function codeOf(error: unknown): string {
  return typeof error === 'object' && error && 'code' in error ? String(error.code) : 'unknown';
}
