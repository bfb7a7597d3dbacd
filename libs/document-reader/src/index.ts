export { checkAgainst, type Checked, type Mistake } from './check-against.ts';
export { escapeControls } from './escape-controls.ts';
export { locateDocument, type DocumentOptions, type LocatedDocument } from './locate-document.ts';
export { nearestWord, suggestion } from './nearest-word.ts';
export {
  formatPath,
  formatProblems,
  inFileOrder,
  type FieldPath,
  type Problem,
} from './problem.ts';
export { checkDocument, readDocument, type Reading } from './read-document.ts';
export { deepFreeze, readEnvironment, type Environment } from './read-environment.ts';
