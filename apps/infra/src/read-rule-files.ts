import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { formatProblems } from '@glyphwatch/document-reader';
import { parseRuleFile } from '@glyphwatch/watchlist';
import { shownPath } from './shown-path.ts';

export interface RuleFile {
  readonly path: string;
  /** Its path below the folder that holds all of them, with `/`. */
  readonly name: string;
}

export interface RuleFiles {
  /** The requested file first, then those that it extends, directly or indirectly. */
  readonly files: readonly [RuleFile, ...RuleFile[]];
  /** Changes with the content and the path of each file. */
  readonly version: string;
  readonly ruleIds: readonly string[];
}

/** Finds all files that make up the rules; fails with `watchlist-invalid`, every mistake with file and line. */
export function readRuleFiles(path: string): RuleFiles {
  const texts = new Map([[path, readFileSync(path, 'utf8')]]);
  const { ruleSet, errors } = parseRuleFile(texts.get(path) ?? '', {
    name: shownPath(path),
    readExtended: (extended, from) => {
      // A bucket has no absolute paths.
      if (isAbsolute(extended)) return undefined;
      const file = resolve(dirname(resolve(from)), extended);
      const text = texts.get(file) ?? readIfThere(file);
      if (text === undefined) return undefined;
      texts.set(file, text);
      return { name: shownPath(file), text };
    },
  });
  if (!ruleSet) throw new GlyphwatchError('watchlist-invalid', formatProblems(errors));
  return {
    files: namedFrom(path, [...texts.keys()]),
    version: versionOf(texts),
    ruleIds: ruleSet.rules.map(({ id }) => id),
  };
}

function namedFrom(path: string, paths: readonly string[]): [RuleFile, ...RuleFile[]] {
  const root = commonFolder(paths);
  const named = (each: string): RuleFile => ({
    path: each,
    name: relative(root, each).split(sep).join('/'),
  });
  return [named(path), ...paths.filter((each) => each !== path).map(named)];
}

function commonFolder(paths: readonly string[]): string {
  const [first = '', ...others] = paths.map(dirname);
  return others.reduce((folder, other) => {
    let common = folder;
    while (relative(common, other).startsWith('..')) common = join(common, '..');
    return common;
  }, first);
}

function versionOf(texts: ReadonlyMap<string, string>): string {
  const root = commonFolder([...texts.keys()]);
  const hash = createHash('sha256');
  for (const [path, text] of texts) hash.update(JSON.stringify([relative(root, path), text]));
  return hash.digest('hex').slice(0, 32);
}

function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
