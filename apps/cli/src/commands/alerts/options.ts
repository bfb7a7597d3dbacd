import type { Verdict } from '@glyphwatch/domain';

export interface JudgeOptions {
  readonly rule?: string;
  readonly note?: string;
  readonly by?: string;
}

/** What a person types, and the verdict that it gives. */
export const JUDGEMENTS = {
  confirm: 'confirmed',
  dismiss: 'false-alarm',
  resolve: 'resolved',
  reopen: 'new',
} as const satisfies Readonly<Record<string, Verdict>>;
export type Judging = keyof typeof JUDGEMENTS;
