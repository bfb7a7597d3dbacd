export { codeOf, TOO_BIG } from './read-text.ts';
export { RuleFolder } from './rule-folder.ts';
