import { errorCode } from '@glyphwatch/domain';

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

export const DEPLOY = 'npx nx run infra:deploy';

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

export interface Check {
  readonly name: string;
  find(): Promise<readonly Finding[]>;
}

/** Whatever a check meets concerns no other: what it could not ask is a finding, too. */
export async function settle({ name, find }: Check): Promise<readonly Finding[]> {
  try {
    return await find();
  } catch (error) {
    return [couldNotCheck(name, error)];
  }
}

export function couldNotCheck(name: string, error: unknown): Finding {
  // A mistake in this program is no finding about the pipeline.
  if (errorCode(error) === undefined || !(error instanceof Error)) throw error;
  return findingsOf(name).unknown(`could not be checked: ${error.message}`);
}
