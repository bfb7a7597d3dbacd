/*
 * Lists the letters of other alphabets that look like a Latin letter, from Unicode's confusables.txt (UTS #39) as the package
 * unhomoglyph carries it. Needed only when Unicode publishes new ones.
 *
 *     node libs/watchlist/scripts/write-confusables.ts
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Greek and Coptic, Cyrillic, Armenian: the blocks that people type. */
const ALPHABETS = /^[\u0370-\u058f]$/;

const data: unknown = JSON.parse(
  readFileSync(fileURLToPath(import.meta.resolve('unhomoglyph/data.json')), 'utf8'),
);
const letters = new Map<string, string[]>();
for (const [letter, latin] of Object.entries(data ?? {})) {
  // What decomposes is told apart by its accent, or replaced before it is compared.
  const isLetter = /^\p{L}$/u.test(letter) && letter.normalize('NFKD') === letter;
  if (!isLetter || !ALPHABETS.test(letter) || !/^[A-Za-z]$/.test(String(latin))) continue;
  letters.set(String(latin), [...(letters.get(String(latin)) ?? []), letter]);
}
const rows = [...letters]
  .sort(([a], [b]) => (a < b ? -1 : 1))
  .map(([latin, alike]) => {
    const escaped = alike
      .sort()
      .map((letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`);
    return `  ${latin}: '${escaped.join('')}', // ${alike.join(' ')}`;
  });

writeFileSync(
  join(import.meta.dirname, '../src/text/confusables.ts'),
  `/*
 * Cyrillic, Greek and Armenian letters that look like a Latin one, by Unicode's confusables.txt (UTS #39); written by
 * scripts/write-confusables.ts. Full-width and mathematical letters become Latin ones before they are compared.
 */
export const CONFUSABLES: Readonly<Record<string, string>> = {
${rows.join('\n')}
};
`,
);
