import { isGlyphwatchError } from '@glyphwatch/domain';

export const FINDING_STATES = ['ok', 'warning', 'problem', 'unknown'] as const;
/** `unknown`: it could not be looked at. */
export type FindingState = (typeof FINDING_STATES)[number];

/** What a check found, and the command that mends it. */
export interface Finding {
  readonly check: string;
  readonly state: FindingState;
  readonly message: string;
  readonly fix?: string;
}

/** Makes the findings of one check. */
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

/** For a check that could not ask: a failure of ours becomes a finding, a mistake in this program is thrown. */
export function couldNotCheck(name: string, error: unknown): Finding {
  if (!isGlyphwatchError(error)) throw error;
  return findingsOf(name).unknown(`could not be checked: ${error.message}`);
}
