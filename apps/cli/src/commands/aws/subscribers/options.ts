import type { StackOptions } from '../options.ts';

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
