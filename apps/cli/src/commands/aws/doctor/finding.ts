import { failureKind } from '@glyphwatch/aws-failures';
import { couldNotCheck, type Finding, findingsOf } from '@glyphwatch/provider';
import type { Deployment } from '../find-stack.ts';
import type { Examined } from './examined.ts';

export const DEPLOY = 'npx nx run infra:deploy';

/** Makes findings that carry the name of their check. */
export type Say = ReturnType<typeof findingsOf>;

export interface Check {
  readonly name: string;
  /** What it looks at. If that does not exist, this is the finding. */
  readonly part?: keyof Deployment['parts'];
  /** `resource` is the URL, ARN or name of its part. */
  readonly find: (
    examined: Examined,
    say: Say,
    resource: string,
  ) => Promise<Finding | readonly Finding[]>;
}

/** One check that fails does not stop the others: it becomes a finding. */
export async function settle(
  { name, part, find }: Check,
  examined: Examined,
): Promise<readonly Finding[]> {
  const say = findingsOf(name);
  const resource = part === undefined ? '' : examined.deployment.parts[part];
  try {
    return [await find(examined, say, resource)].flat();
  } catch (error) {
    const isMissing = error instanceof Error && failureKind(error.cause) === 'missing';
    return part !== undefined && isMissing
      ? [say.problem(`${resource} does not exist`, DEPLOY)]
      : [couldNotCheck(name, error)];
  }
}
