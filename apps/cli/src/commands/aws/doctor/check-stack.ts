import type { Examined } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

const AT_REST = ['CREATE_COMPLETE', 'UPDATE_COMPLETE', 'IMPORT_COMPLETE'];

export async function checkStack({ deployment: { name, status } }: Examined, say: Say) {
  if (AT_REST.includes(status)) return say.ok(`${name} is ${status}`);
  if (status === 'UPDATE_ROLLBACK_COMPLETE') {
    return say.warning(
      `the last deployment of ${name} failed; the previous one is in force`,
      DEPLOY,
    );
  }
  return status.endsWith('_IN_PROGRESS')
    ? say.warning(`${name} is being updated (${status})`, 'glyphwatch aws doctor')
    : say.problem(`${name} is ${status}`, DEPLOY);
}
