import { readFileSync } from 'node:fs';

/** The characters of a dictionary, one on each line, which may be a space of some kind. */
export function readDictionary(path: string): string[] {
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** The characters of the classes of a recognition model: the blank first, the space last; a dictionary has neither. */
export function classesOf(dictionary: readonly string[]): string[] {
  return ['', ...dictionary, ' '];
}

/** The letters of a dictionary, as the content of a regular expression's character class. */
export function lettersOf(dictionary: readonly string[]): string {
  return dictionary.filter((character) => /^\p{L}$/u.test(character)).join('');
}
