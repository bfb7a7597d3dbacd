import { readdirSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { suggestion } from '@glyphwatch/document-reader';
import type { Rule, RuleFileOptions, RuleSet, RuleWarning } from '@glyphwatch/watchlist';
import type { Config } from './read-config.ts';

/** What only shows with the settings: rules that tell nobody, and channels that no rule tells. */
export function checksFor(config: Config): Pick<RuleFileOptions, 'channels' | 'alsoRefuse'> {
  // Without settings there are no channels, and any name will do.
  if (!config.hasSettings) return {};
  const { channels, hasOwnRules } = config;
  // Other rules may well be for other channels.
  return hasOwnRules ? { channels, alsoRefuse: (rules) => untold(config, rules) } : { channels };
}

function untold({ channels }: Config, rules: readonly Rule[]): RuleWarning[] {
  const named = new Set(
    rules.filter(({ enabled }) => enabled).flatMap((rule) => [...rule.channels]),
  );
  return channels
    .filter(
      ({ isDefault, receives }) => !isDefault && receives.has('matched') && receives.size === 1,
    )
    .filter(({ name }) => !named.has(name))
    .map(({ name }) => ({
      ruleId: '',
      path: [],
      message: `no rule tells the channel "${name}": it has default: false, so name it in notify.channels of a rule`,
    }));
}

/** Rules for a folder that does not exist: on this machine, a bucket is a scanned folder. */
export function warnOfMissingFolders({ rules }: RuleSet): readonly RuleWarning[] {
  return rules
    .filter(({ enabled }) => enabled)
    .flatMap(({ id, scope }) =>
      scope.buckets.flatMap((folder, index) => {
        if (!isAbsolute(folder) || folder.includes('*') || isFolder(folder)) return [];
        const message = `there is no such folder${suggestion(folder, siblingsOf(folder))}`;
        return [{ ruleId: id, path: ['scope', 'buckets', index], message }];
      }),
    );
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}

function siblingsOf(folder: string): string[] {
  const above = dirname(folder);
  if (!isFolder(above)) return [];
  return readdirSync(above, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && entry.name !== basename(folder))
    .map(({ name }) => join(above, name));
}
