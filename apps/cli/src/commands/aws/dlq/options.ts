import type { StackOptions } from '../options.ts';

export const DEAD_LETTERS = ['uploads', 'events', 'messages'] as const;
export type DeadLetters = (typeof DEAD_LETTERS)[number];

export interface DlqShowOptions extends StackOptions {
  readonly queue?: DeadLetters;
  readonly limit: number;
}

export interface RedriveOptions extends StackOptions {
  readonly queue?: DeadLetters;
  readonly dryRun?: boolean;
  readonly rate: number;
}
