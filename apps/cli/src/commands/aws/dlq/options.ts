import type { StackOptions } from '../options.ts';

export const DEAD_LETTER_QUEUES = ['uploads', 'events', 'messages'] as const;
export type DeadLetterQueue = (typeof DEAD_LETTER_QUEUES)[number];

export interface DlqShowOptions extends StackOptions {
  readonly queue?: DeadLetterQueue;
  readonly limit: number;
}

export interface RedriveOptions extends StackOptions {
  readonly queue?: DeadLetterQueue;
  readonly dryRun?: boolean;
  readonly rate: number;
  readonly notifyEach?: boolean;
}
