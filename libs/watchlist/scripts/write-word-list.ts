/*
 * Collects the common words in the documentation of installed packages: text that a tolerant rule may match by accident.
 * Needed only to renew the list; the percentages that `rules check` reports change with it.
 *
 *     node libs/watchlist/scripts/write-word-list.ts
 */
import { globSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

const PERMISSIVE = ['MIT', 'ISC', 'Apache-2.0', 'BSD-3-Clause', 'BSD-2-Clause', '0BSD', 'MIT-0'];
const LEAST_FILES = 2;
const MOST_WORDS = 14_000;
/** Commit ids and checksums are not words. */
const CHECKSUM = /^(?=.*[0-9])[0-9A-F]{7,}$/;

const root = join(import.meta.dirname, '../../..');
const files = new Map<string, Set<string>>();
for (const file of globSync('node_modules/**/*.md', { cwd: root })) {
  if (!isPermissive(file)) continue;
  for (const word of wordsOf(readFileSync(join(root, file), 'utf8'))) {
    files.set(word, (files.get(word) ?? new Set()).add(file));
  }
}
const words = [...files]
  .filter(([word, uses]) => uses.size >= LEAST_FILES && !CHECKSUM.test(word))
  .sort(([a, left], [b, right]) => right.size - left.size || (a < b ? -1 : 1))
  .slice(0, MOST_WORDS)
  .map(([word]) => word)
  .sort();

writeFileSync(
  join(import.meta.dirname, '../src/file/word-list.ts'),
  `/*
 * ${words.length} words, in capitals: those that occur in at least ${LEAST_FILES} Markdown files of
 * permissively licensed npm packages (${PERMISSIVE.join(', ')}).
 * Single words, counted and sorted by scripts/write-word-list.ts; nothing else of those texts is in here.
 */
export function wordList(): readonly string[] {
  return WORDS.split(' ');
}

// prettier-ignore
const WORDS = '${words.join(' ')}';
`,
);

function wordsOf(text: string): Set<string> {
  const prose = text.replace(/https?:\/\/\S+/g, ' ').normalize('NFKC');
  const found = prose.match(/(?<![\p{L}\p{N}_])[A-Za-z0-9]{2,20}(?![\p{L}\p{N}_])/gu) ?? [];
  return new Set(found.map((word) => word.toUpperCase()));
}

/** Whether the licence of the package that a file belongs to lets its words be used. */
function isPermissive(file: string): boolean {
  for (let folder = dirname(file); folder.includes('node_modules/'); folder = dirname(folder)) {
    try {
      const about: unknown = JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8'));
      if (!isPackage(about)) continue;
      return PERMISSIVE.includes(about.license);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT')) throw error;
    }
  }
  return false;
}

function isPackage(about: unknown): about is { name: string; license: string } {
  const fields: object = typeof about === 'object' && about !== null ? about : {};
  return 'name' in fields && 'license' in fields && typeof fields.license === 'string';
}
