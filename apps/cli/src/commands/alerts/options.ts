export interface JudgeOptions {
  readonly rule?: string;
  readonly note?: string;
  readonly by?: string;
}

export const VERDICTS = ['confirm', 'dismiss'] as const;
export type Verdict = (typeof VERDICTS)[number];
