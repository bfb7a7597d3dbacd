export type { CutOut } from '@glyphwatch/provider';
export * from './smtp-notifier.ts';
