import { lazy } from '../parts/lazy.tsx';

export const NoteDialog = lazy(async () => (await import('./note-dialog.tsx')).NoteDialog);
