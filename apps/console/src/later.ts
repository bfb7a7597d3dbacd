/*
 * The parts that a first look does not need, in one chunk: many small ones compress worse, and each costs a request. The rule
 * editor is a chunk of its own.
 */
export { AddDialog } from './add/add-dialog.tsx';
export { HealthScreen } from './health/health-screen.tsx';
export { ImageScreen } from './image/image-screen.tsx';
export { KeyList } from './keys/key-list.tsx';
export { RulesScreen } from './rules/rules-screen.tsx';
export { JudgeAllDialog } from './verdicts/judge-all-dialog.tsx';
export { NoteDialog } from './verdicts/note-dialog.tsx';
export { DaysDialog } from './wall/days-dialog.tsx';
export { ImagesScreen } from './wall/images-screen.tsx';
