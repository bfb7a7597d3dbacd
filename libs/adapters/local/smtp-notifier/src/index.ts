export type { CutOut } from './compose-mail.ts';
export * from './smtp-notifier.ts';
