/* Everything that needs no parser. */
export { checkAgainst, type Checked, type Mistake } from './check-against.ts';
export { escapeControls } from './escape-controls.ts';
export { deepFreeze, readEnvironment, type Environment } from './read-environment.ts';
