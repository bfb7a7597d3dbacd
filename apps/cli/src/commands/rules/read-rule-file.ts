import { formatProblems } from '@glyphwatch/document-reader';
import { type Channel, GlyphwatchError } from '@glyphwatch/domain';
import {
  parseRuleFile,
  type ParsedRuleFile,
  type RuleSet,
  type RuleWarning,
  warnOfNoise,
} from '@glyphwatch/watchlist';
import { codeOf, RuleFolder, TOO_BIG } from '@glyphwatch/watchlist/disk';

/**
 * Reads a rule file and the files it names. A missing file is a mistake on its line 1, so that one list shows all. With
 * `channels`, a rule that names another is a mistake.
 */
export function readRuleFile(
  file: string,
  cwd: string,
  channels?: readonly Channel[],
  alsoWarn: (ruleSet: RuleSet) => readonly RuleWarning[] = () => [],
): ParsedRuleFile {
  const files = new RuleFolder(file, cwd);
  let text: string;
  try {
    text = files.readRoot();
  } catch (error) {
    return { errors: [{ file, line: 1, path: '', message: whyUnreadable(error) }], warnings: [] };
  }
  return parseRuleFile(text, {
    name: file,
    readNamed: files.readNamed,
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

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'does not exist: name a rule file, or write one with glyphwatch init',
  EISDIR: 'is a folder: name a file',
  [TOO_BIG]: 'is too large for a rule file',
};

function whyUnreadable(error: unknown): string {
  const code = codeOf(error);
  return REASONS[code] ?? `cannot be read (${code}): check its permissions`;
}
