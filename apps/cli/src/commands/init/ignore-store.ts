import { appendFileSync, existsSync, readFileSync } from 'node:fs';

const STORE = '.glyphwatch/';
const ALREADY = /^\s*\/?\.glyphwatch\/?\s*$/m;

/** Adds the folder of results to a `.gitignore`. False: there is no such file, or it has the line. */
export function ignoreStore(gitignore: string): boolean {
  if (!existsSync(gitignore)) return false;
  const text = readFileSync(gitignore, 'utf8');
  if (ALREADY.test(text)) return false;
  appendFileSync(gitignore, `${text === '' || text.endsWith('\n') ? '' : '\n'}${STORE}\n`);
  return true;
}
