export { checkRuleSet, type RuleWarning } from './check-rule-set.ts';
export {
  extendedFilesOf,
  parseRuleFile,
  type ParsedRuleFile,
  type RuleFileOptions,
  type RuleFileText,
} from './parse-rule-file.ts';
export { ruleFileSchema } from './rule-schema.ts';
