import { lazy } from '../parts/lazy.tsx';

export const NoteDialog = lazy(async () => (await import('../later.ts')).NoteDialog);
