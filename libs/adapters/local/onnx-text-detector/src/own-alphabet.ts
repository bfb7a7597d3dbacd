import { join } from 'node:path';
import type { Alphabet } from '@glyphwatch/provider';
import { lettersOf, readDictionary } from './dictionary.ts';
import { ALPHABET } from './languages.ts';
import { readManifest } from './model-manifest.ts';

/** The letters that models of one's own read; `undefined` if their list or dictionary cannot be read. */
export function alphabetOf(folder: string): Alphabet | undefined {
  try {
    const { dictionary } = readManifest(folder).recognition;
    return { ...ALPHABET, letters: lettersOf(readDictionary(join(folder, dictionary.file))) };
  } catch {
    return undefined;
  }
}
