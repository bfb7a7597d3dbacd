import type { RuleFiles } from '@glyphwatch/domain';
import type { CompiledWatchlist, ParsedRuleFile, RuleSet } from '@glyphwatch/watchlist';

/** Where rules are read, tried and written. */
export interface RulesDesk {
  /** `copy`: nothing is written here; people copy the difference. */
  readonly kind: 'edit' | 'copy';
  readonly files: RuleFiles;
  /** The rules as they would be if this file had this text. */
  readonly parse: (file: { readonly name: string; readonly text: string }) => ParsedRuleFile;
  readonly compile: (ruleSet: RuleSet) => CompiledWatchlist;
}
