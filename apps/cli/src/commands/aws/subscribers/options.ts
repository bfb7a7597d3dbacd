import type { StackOptions } from '../options.ts';

/** Spelt out, so that `--help` loads nothing of the domain; a spec compares it with the domain's list. */
export const SEVERITY_CHOICES = ['low', 'medium', 'high', 'critical'] as const;

export interface AddOptions extends StackOptions {
  readonly severity?: readonly string[];
  readonly rule?: readonly string[];
  readonly outcome?: readonly string[];
}

export interface TestMessageOptions extends StackOptions {
  readonly severity: string;
  readonly rule?: readonly string[];
  readonly outcome: string;
}
