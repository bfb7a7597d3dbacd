import { createHash } from 'node:crypto';
import { dirname, isAbsolute, relative, sep } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { formatProblems } from '@glyphwatch/document-reader';
import { type NamedFile, parseRuleFile, type RuleSet } from '@glyphwatch/watchlist';
import { codeOf, RuleFolder } from '@glyphwatch/watchlist/disk';
import { checksFor } from './checks-of-rules.ts';
import type { InfraSettings } from './settings.ts';
import { shownPath } from './shown-path.ts';

export interface RuleFile {
  readonly path: string;
  /** Its path below the folder of the rule file, with `/`. */
  readonly name: string;
}

export interface RuleFiles {
  /** The requested file first, then those that it names, directly or indirectly. */
  readonly files: readonly [RuleFile, ...RuleFile[]];
  /** Changes with the content and the path of each file. */
  readonly version: string;
  readonly ruleSet: RuleSet;
}

/**
 * Finds all files that make up the rules. Fails with `watchlist-invalid`, every mistake with file and line; with `settings`,
 * also rules that would never match there or tell nobody.
 */
export function readRuleFiles(path: string, settings?: InfraSettings): RuleFiles {
  const folder = new RuleFolder(path);
  const name = shownPath(path);
  const { ruleSet, errors } = parseRuleFile(readRoot(folder, name), {
    name,
    ...(settings ? checksFor(settings) : {}),
    readNamed: (named, from): NamedFile =>
      isAbsolute(named) ? { refused: ABSOLUTE } : folder.readNamed(named, from),
  });
  if (!ruleSet) throw new GlyphwatchError('watchlist-invalid', formatProblems(errors));
  const named = (each: string): RuleFile => ({
    path: each,
    name: relative(dirname(path), each).split(sep).join('/'),
  });
  const { texts } = folder;
  const others = [...texts.keys()].filter((each) => each !== path);
  return {
    files: [named(path), ...others.map(named)],
    version: versionOf([...texts].map(([each, text]) => [named(each).name, text])),
    ruleSet,
  };
}

function readRoot(folder: RuleFolder, name: string): string {
  try {
    return folder.readRoot();
  } catch (cause) {
    const message = `The rule file ${name} cannot be read (${codeOf(cause)}).`;
    throw new GlyphwatchError('watchlist-invalid', message, { cause });
  }
}

function versionOf(texts: readonly (readonly string[])[]): string {
  const hash = createHash('sha256');
  for (const text of texts) hash.update(JSON.stringify(text));
  return hash.digest('hex').slice(0, 32);
}

const ABSOLUTE = 'names a file by its full path, which a bucket does not have: name it relatively';
