import { appendFile } from 'node:fs/promises';
import type { RevealNote } from '@glyphwatch/console-api';

const OWNER_ONLY = 0o600;

/** A line for each time that somebody saw what is otherwise covered; it says nothing of what was seen. */
export async function logReveal(file: string, note: RevealNote): Promise<void> {
  const line = { ...note, at: new Date(note.at).toISOString() };
  await appendFile(file, `${JSON.stringify(line)}\n`, { mode: OWNER_ONLY, flush: true });
}
