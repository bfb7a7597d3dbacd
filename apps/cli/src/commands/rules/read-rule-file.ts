import { readFileSync } from 'node:fs';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { formatProblems } from '@glyphwatch/document-reader';
import {
  parseRuleFile,
  type ParsedRuleFile,
  type RuleFileText,
  type RuleSet,
  type RuleWarning,
  warnOfNoise,
} from '@glyphwatch/watchlist';

/**
 * Reads a rule file and what it extends. A missing file is a mistake on its line 1, so that one list shows all. With
 * `channels`, a rule that names another is a mistake.
 */
export function readRuleFile(
  file: string,
  cwd: string,
  channels?: readonly string[],
  alsoWarn: (ruleSet: RuleSet) => readonly RuleWarning[] = () => [],
): ParsedRuleFile {
  const text = textOf(resolve(cwd, file));
  if (text instanceof Error) {
    return { errors: [{ file, line: 1, path: '', message: whyUnreadable(text) }], warnings: [] };
  }
  const readExtended = (path: string, from: string): RuleFileText | undefined => {
    const name = isAbsolute(path) ? path : join(dirname(from), path);
    const extended = textOf(resolve(cwd, name));
    return extended instanceof Error ? undefined : { name, text: extended };
  };
  return parseRuleFile(text, {
    name: file,
    readExtended,
    alsoWarn: (ruleSet) => [...warnOfNoise(ruleSet), ...alsoWarn(ruleSet)],
    ...(channels ? { channels } : {}),
  });
}

/** Fails with `watchlist-invalid`, listing every mistake. */
export function readValidRuleFile(file: string, cwd: string): RuleSet {
  const { ruleSet, errors } = readRuleFile(file, cwd);
  if (ruleSet) return ruleSet;
  throw new GlyphwatchError('watchlist-invalid', `Correct the rules:\n${formatProblems(errors)}`);
}

function textOf(path: string): string | Error {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function whyUnreadable(error: Error): string {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'ENOENT')
    return 'does not exist: name a rule file, or write one with glyphwatch init';
  return code === 'EISDIR'
    ? 'is a folder: name a file'
    : `cannot be read (${String(code)}): check its permissions`;
}
