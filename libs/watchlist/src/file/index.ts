export { checkRuleSet, type RuleWarning } from './check-rule-set.ts';
export {
  extendedFilesOf,
  parseRuleFile,
  type ParsedRuleFile,
  type RuleFileOptions,
  type RuleFileText,
} from './parse-rule-file.ts';
export { ruleFileSchema } from './rule-schema.ts';
export { INITIAL_RULE_FILE } from './initial-rule-file.ts';
export { ruleFileJsonSchema } from './json-schema.ts';
export { formatProblems, type Problem } from '@glyphwatch/document-reader';
export { warnOfNoise } from './warn-of-noise.ts';
