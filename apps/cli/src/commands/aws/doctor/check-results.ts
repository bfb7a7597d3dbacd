import { DescribeTableCommand, type DynamoDBClient } from '@aws-sdk/client-dynamodb';
import type { ResultStore } from '@glyphwatch/domain';
import { count, showName } from '../../../terminal/show.ts';
import { ask, askThrough } from '../ask.ts';
import type { Examined } from './examined.ts';
import { type Check, type Finding, findingsOf } from './finding.ts';
import { orMissing } from './or-missing.ts';

/** No scan takes this long: the function that claimed the image crashed, and no other took over. */
const STUCK_MS = 15 * 60_000;
const DAY_MS = 24 * 60 * 60_000;
const MAX_NAMED = 3;
const MAX_COUNTED = 100;

export function checkTables(client: DynamoDBClient, { deployment: { parts } }: Examined): Check[] {
  return [parts.MetadataTable, parts.MatchesTable].map((TableName) => {
    const name = 'table';
    const { ok, warning } = findingsOf(name);
    const find = async (): Promise<Finding[]> => {
      const command = new DescribeTableCommand({ TableName });
      const { Table } = await ask('dynamodb:DescribeTable', client.send(command));
      const state = Table?.TableStatus;
      return state === 'ACTIVE'
        ? [ok(`${TableName} is active`)]
        : [warning(`${TableName} is ${state}`, 'glyphwatch aws doctor')];
    };
    return { name, find: orMissing(name, TableName, find) };
  });
}

export function checkResults(store: ResultStore, examined: Examined): Check {
  const { deployment, now } = examined;
  const { name: stack, config } = deployment;
  const where = `--stack ${stack} --region ${config.region}`;
  const name = 'results';
  const { ok, warning, problem } = findingsOf(name);
  const find = async (): Promise<Finding[]> => {
    const query = { limit: MAX_COUNTED };
    const [stuck, failed, unsent] = await askThrough(
      'dynamodb:Query, dynamodb:BatchGetItem',
      Promise.all([
        store.list({ ...query, status: 'PROCESSING', until: now - STUCK_MS }),
        store.list({ ...query, status: 'FAILED', since: now - DAY_MS }),
        store.listPending(now - STUCK_MS, MAX_COUNTED),
      ]),
    );
    const found = [
      ...say(stuck.items, (images) =>
        problem(
          `${images} PROCESSING for more than 15 minutes`,
          `glyphwatch aws results list --status PROCESSING ${where}`,
        ),
      ),
      ...say(failed.items, (images) =>
        warning(
          `${images} FAILED in the last 24 hours`,
          `glyphwatch aws results list --status FAILED --since 24h ${where}`,
        ),
      ),
      ...say(unsent, (images) =>
        problem(
          `notifications about ${images} have been unsent for more than 15 minutes`,
          `aws logs tail /aws/lambda/${deployment.parts.SweepFunction} --since 1h`,
        ),
      ),
    ];
    return found.length > 0 ? found : [ok('nothing is stuck, failed or unsent')];
  };
  return { name, find };
}

function say(
  results: readonly { readonly imageId: string }[],
  finding: (images: string) => Finding,
): Finding[] {
  if (results.length === 0) return [];
  const names = results.slice(0, MAX_NAMED).map(({ imageId }) => showName(imageId));
  const more = results.length > MAX_NAMED ? ', …' : '';
  const least = results.length === MAX_COUNTED ? 'at least ' : '';
  return [finding(`${least}${count(results.length, 'image')} (${names.join(', ')}${more})`)];
}
