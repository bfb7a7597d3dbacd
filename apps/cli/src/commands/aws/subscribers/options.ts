import type { StackOptions } from '../options.ts';

/** Repeated here so that `--help` need not load the domain; a spec compares the two lists. */
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
