import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { SNSClient } from '@aws-sdk/client-sns';
import { describeDeployment, outputsOf } from './describe-deployment.ts';
import { listMailSubscriptions } from './list-mail-subscriptions.ts';

const dist = join(import.meta.dirname, '../../../dist/apps/infra');
const outputsFile = join(dist, 'outputs.json');

const { status } = spawnSync(
  'cdk',
  [
    'deploy',
    '--all',
    '--app',
    join(dist, 'cdk.out'),
    '--outputs-file',
    outputsFile,
    '--require-approval',
    'never',
    ...process.argv.slice(2),
  ],
  { stdio: 'inherit' },
);
if (status !== 0) process.exit(status ?? 1);
const outputs = existsSync(outputsFile)
  ? outputsOf(JSON.parse(readFileSync(outputsFile, 'utf8')))
  : {};
const topics = ['Topic', 'AlarmTopic'].flatMap((name) => outputs[name] ?? []);
const client = new SNSClient({});
const subscriptions = await Promise.all(
  topics.map((topic) => listMailSubscriptions(client, topic)),
);
process.stdout.write(describeDeployment(outputs, subscriptions.flat()));
