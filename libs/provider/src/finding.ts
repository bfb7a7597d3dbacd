import { isGlyphwatchError } from '@glyphwatch/domain';

export const FINDING_STATES = ['ok', 'warning', 'problem', 'unknown'] as const;
/** `unknown`: the check could not run. */
export type FindingState = (typeof FINDING_STATES)[number];

/** The outcome of a check, and the command that fixes it. */
export interface Finding {
  readonly check: string;
  readonly state: FindingState;
  readonly message: string;
  readonly fix?: string;
}

export function findingsOf(check: string) {
  const finding =
    (state: FindingState) =>
    (message: string, fix?: string): Finding => ({
      check,
      state,
      message,
      ...(fix === undefined ? {} : { fix }),
    });
  return {
    ok: finding('ok'),
    warning: finding('warning'),
    problem: finding('problem'),
    unknown: finding('unknown'),
  };
}

/** For a check that could not run: turns our own errors into a finding, and rethrows bugs. */
export function couldNotCheck(name: string, error: unknown): Finding {
  if (!isGlyphwatchError(error)) throw error;
  return findingsOf(name).unknown(`could not be checked: ${error.message}`);
}
