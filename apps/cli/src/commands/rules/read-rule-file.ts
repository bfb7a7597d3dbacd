import { formatProblems } from '@glyphwatch/document-reader';
import { GlyphwatchError } from '@glyphwatch/domain';
import {
  parseRuleFile,
  type ParsedRuleFile,
  type RuleFileOptions,
  type RuleSet,
} from '@glyphwatch/watchlist';
import { codeOf, RuleFolder, TOO_BIG } from '@glyphwatch/watchlist/disk';
import type { Config } from '../../settings/read-config.ts';
import { invalid } from '../../terminal/invalid.ts';

type Checks = Pick<RuleFileOptions, 'channels' | 'alsoRefuse' | 'alsoWarn'>;

/** Reads a rule file and the files it names. A missing file is a mistake on its line 1, so that one list shows all. */
export function readRuleFile(
  file: string,
  cwd: string,
  checks: Checks = {},
  files = new RuleFolder(file, cwd),
): ParsedRuleFile {
  let text: string;
  try {
    text = files.readRoot();
  } catch (error) {
    return { errors: [{ file, line: 1, path: '', message: whyUnreadable(error) }], warnings: [] };
  }
  return parseRuleFile(text, { ...checks, name: file, readNamed: files.readNamed });
}

/** Fails with `watchlist-invalid`, listing every mistake. */
export function readValidRuleFile(
  file: string,
  cwd: string,
  checks?: Checks,
  files?: RuleFolder,
): RuleSet {
  const { ruleSet, errors } = readRuleFile(file, cwd, checks, files);
  if (ruleSet) return ruleSet;
  throw new GlyphwatchError('watchlist-invalid', `Correct the rules:\n${formatProblems(errors)}`);
}

/** The file that was named, else that of the settings. */
export function chosenRules(named: string | undefined, { rules }: Pick<Config, 'rules'>): string {
  const file = named ?? rules;
  if (file !== undefined) return file;
  throw invalid('Name a rule file, here or in the settings file (rules: FILE).');
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: name a rule file, or write one with glyphwatch init',
  EISDIR: 'is a folder: name a file',
  [TOO_BIG]: 'is too large for a rule file',
};

function whyUnreadable(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? `cannot be read (${code}): check its permissions`;
}
