import { failureKind } from '@glyphwatch/aws-failures';
import { couldNotCheck, type Finding, findingsOf } from '@glyphwatch/provider';
import type { Deployment } from '../find-stack.ts';
import type { Examined } from './examined.ts';

export const DEPLOY = 'npx nx run infra:deploy';

/** Makes findings that carry the name of their check. */
export type Say = ReturnType<typeof findingsOf>;

export interface Check {
  readonly name: string;
  /** What it looks at. If that does not exist, this is the finding; if nobody deployed it, there is none. */
  readonly output?: keyof Deployment['outputs'];
  /** `resource` is the URL, ARN or name in its output. */
  readonly find: (
    examined: Examined,
    say: Say,
    resource: string,
  ) => Promise<Finding | readonly Finding[]>;
}

/** One check that fails does not stop the others: it becomes a finding. */
export async function settle(
  { name, output, find }: Check,
  examined: Examined,
): Promise<readonly Finding[]> {
  const say = findingsOf(name);
  const resource = output === undefined ? '' : examined.deployment.outputs[output];
  if (resource === undefined) return [];
  try {
    return [await find(examined, say, resource)].flat();
  } catch (error) {
    const isMissing = error instanceof Error && failureKind(error.cause) === 'missing';
    return output !== undefined && isMissing
      ? [say.problem(`${resource} does not exist`, DEPLOY)]
      : [couldNotCheck(name, error)];
  }
}
