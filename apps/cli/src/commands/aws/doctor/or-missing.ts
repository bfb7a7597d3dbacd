import { failureKind } from '@glyphwatch/aws-failures';
import { DEPLOY, type Finding, findingsOf } from './finding.ts';

/** A missing resource is a finding, not a failure. */
export function orMissing(
  check: string,
  what: string,
  find: () => Promise<readonly Finding[]>,
): () => Promise<readonly Finding[]> {
  return async () => {
    try {
      return await find();
    } catch (error) {
      if (error instanceof Error && failureKind(error.cause) === 'missing') {
        return [findingsOf(check).problem(`${what} does not exist`, DEPLOY)];
      }
      throw error;
    }
  };
}
