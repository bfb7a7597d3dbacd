import type { Examined } from './examined.ts';
import { type Check, DEPLOY, findingsOf } from './finding.ts';

const AT_REST = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];

export function checkStack({ deployment: { name: stack, status } }: Examined): Check {
  const name = 'stack';
  const { ok, warning, problem } = findingsOf(name);
  return {
    name,
    find: async () => {
      if (AT_REST.includes(status)) return [ok(`${stack} is ${status}`)];
      if (status === 'UPDATE_ROLLBACK_COMPLETE') {
        return [
          warning(`the last deployment of ${stack} failed; the previous one is in force`, DEPLOY),
        ];
      }
      return status.endsWith('_IN_PROGRESS')
        ? [warning(`${stack} is being updated (${status})`, 'glyphwatch aws doctor')]
        : [problem(`${stack} is ${status}`, DEPLOY)];
    },
  };
}
