import { DescribeTableCommand } from '@aws-sdk/client-dynamodb';
import type { Delivery } from '@glyphwatch/domain';
import { count, showName } from '../../../terminal/show.ts';
import { ask, askThrough } from '../ask.ts';
import type { Examined } from './examined.ts';
import type { Say } from './finding.ts';

/** No scan takes this long: the function that claimed the image crashed, and no other took over. */
const STUCK_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const MAX_NAMED = 3;
const MAX_COUNTED = 100;

export async function checkTable({ clients }: Examined, say: Say, TableName: string) {
  const command = new DescribeTableCommand({ TableName });
  const { Table } = await ask('dynamodb:DescribeTable', clients.dynamo.send(command));
  const state = Table?.TableStatus;
  return state === 'ACTIVE'
    ? say.ok(`${TableName} is active`)
    : say.warning(`${TableName} is ${state}`, 'glyphwatch aws doctor');
}

export async function checkResults(
  { store, deliveries, deployment, where, now }: Examined,
  say: Say,
) {
  const query = { limit: MAX_COUNTED };
  const [stuck, failed, waiting, dead, unrecorded] = await askThrough(
    'dynamodb:Query, dynamodb:BatchGetItem',
    Promise.all([
      store.list({ ...query, status: 'PROCESSING', until: now - STUCK_MS }),
      store.list({ ...query, status: 'FAILED', since: now - DAY_MS }),
      deliveries.list({ state: 'waiting', limit: MAX_COUNTED }),
      deliveries.list({ state: 'refused', since: now - 7 * DAY_MS, limit: MAX_COUNTED }),
      store.listUnrecorded(now - STUCK_MS, MAX_COUNTED),
    ]),
  );
  const found = [
    ...inWords(stuck.items).map((images) =>
      say.problem(
        `${images} PROCESSING for more than 15 minutes`,
        `glyphwatch aws results list --status PROCESSING ${where}`,
      ),
    ),
    ...inWords(failed.items).map((images) =>
      say.warning(
        `${images} FAILED in the last 24 hours`,
        `glyphwatch aws results list --status FAILED --since 24h ${where}`,
      ),
    ),
    ...inWords(overdue(waiting.items, now)).map((images) =>
      say.problem(
        `notifications about ${images} have been overdue for more than 15 minutes`,
        `aws logs tail /aws/lambda/${deployment.outputs.SweepFunction} --since 1h`,
      ),
    ),
    ...inWords(dead.items).map((images) =>
      say.problem(
        `notifications about ${images} were refused or given up`,
        `glyphwatch aws deliveries list --state refused ${where}`,
      ),
    ),
    ...inWords(unrecorded).map((images) =>
      say.problem(
        `matches in ${images} have been missing from the history for more than 15 minutes`,
        `aws logs tail /aws/lambda/${deployment.outputs.SweepFunction} --since 1h`,
      ),
    ),
  ];
  return found.length > 0 ? found : say.ok('nothing is stuck, failed or untold');
}

/** Should have been told by now. */
function overdue(waiting: readonly Delivery[], now: number): readonly Delivery[] {
  return waiting.filter(({ due }) => due < now - STUCK_MS);
}

/** `2 images (a.png, b.png)`; nothing if there are none. */
function inWords(results: readonly { readonly imageId: string }[]): string[] {
  if (results.length === 0) return [];
  const names = results.slice(0, MAX_NAMED).map(({ imageId }) => showName(imageId));
  const more = results.length > MAX_NAMED ? ', …' : '';
  const least = results.length === MAX_COUNTED ? 'at least ' : '';
  return [`${least}${count(results.length, 'image')} (${names.join(', ')}${more})`];
}
