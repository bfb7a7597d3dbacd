export * from './console-notifier.ts';
export type { Output } from '@glyphwatch/provider';
