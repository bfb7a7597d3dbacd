import type { RulesDesk } from '@glyphwatch/console-api';
import { compileWatchlist, parseRuleFile, type ParsedRuleFile } from '@glyphwatch/watchlist';
import { RuleFolder } from '@glyphwatch/watchlist/disk';
import { checksFor, warnOfMissingFolders } from '../settings/checks-of-rules.ts';
import type { Config } from '../settings/read-config.ts';

interface FileText {
  readonly name: string;
  readonly text: string;
}

/** The rules of this session, to be read, tried and written; `undefined` without rules. */
export async function rulesDeskOf(
  config: Config,
  isReadOnly: boolean,
): Promise<RulesDesk | undefined> {
  const { rules, hashKey, timezone: zone } = config;
  if (rules === undefined) return undefined;
  const { FileRuleFiles } = await import('@glyphwatch/file-watchlist-source');
  return {
    kind: isReadOnly ? 'copy' : 'edit',
    files: new FileRuleFiles(rules, { isReadOnly }),
    parse: (file) => parseAs(file, rules, config),
    compile: (ruleSet) =>
      compileWatchlist(ruleSet, { zone, ...(hashKey === undefined ? {} : { hashKey }) }),
  };
}

/** The chosen rules, as if one of their files had this text. */
export function parseAs({ name, text }: FileText, rules: string, config: Config): ParsedRuleFile {
  const folder = new RuleFolder(rules);
  const root = name === rules ? text : readRoot(folder);
  return parseRuleFile(root, {
    name: rules,
    readNamed: (path, from) => {
      const read = folder.readNamed(path, from);
      return read && 'name' in read && read.name === name ? { name, text } : read;
    },
    ...checksFor(config),
    alsoWarn: warnOfMissingFolders,
  });
}

/** A file that cannot be read is reported as an empty one: it has no rules. */
function readRoot(folder: RuleFolder): string {
  try {
    return folder.readRoot();
  } catch {
    return '';
  }
}
