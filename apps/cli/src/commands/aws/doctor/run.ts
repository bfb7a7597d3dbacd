import { CloudWatchClient } from '@aws-sdk/client-cloudwatch';
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { IAMClient } from '@aws-sdk/client-iam';
import { LambdaClient } from '@aws-sdk/client-lambda';
import { S3Client } from '@aws-sdk/client-s3';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { SNSClient } from '@aws-sdk/client-sns';
import { SQSClient } from '@aws-sdk/client-sqs';
import { GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import type { StackOptions } from '../options.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { ask } from '../ask.ts';
import { clientConfig, type ClientConfig, s3Options, SQS_OPTIONS } from '../client-config.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkBucketRegion, checkBucketSwitch } from './check-bucket.ts';
import { checkMapping, checkScanFunction, checkSweepFunction } from './check-function.ts';
import { checkDeadLetters, checkUploadQueue } from './check-queues.ts';
import { checkQuota } from './check-quota.ts';
import { checkResults, checkTables } from './check-results.ts';
import { checkRole } from './check-role.ts';
import { checkDeletionRule, checkSweepRule, checkUploadRule } from './check-rule.ts';
import { checkRuleFile } from './check-rule-file.ts';
import { checkStack } from './check-stack.ts';
import { checkOperators, checkSubscribers } from './check-subscriptions.ts';
import { examine, type Examined } from './examined.ts';
import { type Check, type Finding, findingsOf, settle } from './finding.ts';
import { printFindings } from './print-findings.ts';
import { lookAt } from '../deployed.ts';
import { findStack } from '../find-stack.ts';

/** Fails without credentials or a stack, because there is nothing to check; everything else is a finding. */
export async function runDoctor(options: StackOptions, io: Io): Promise<number> {
  const config = await clientConfig(options.region, io);
  const clients = clientsOf(config, io);
  try {
    const identity = await checkIdentity(clients.sts, config);
    const deployment = await findStack(options, io);
    const checks = checksOf(clients, examine(lookAt(clients, deployment)));
    const findings = [identity, ...(await Promise.all(checks.map(settle))).flat()];
    await write(io.stdout, printFindings(findings, options.format, io.stdout));
    return findings.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.done;
  } finally {
    for (const client of Object.values(clients)) client.destroy();
  }
}

function clientsOf(config: ClientConfig, io: Io) {
  return {
    cloudWatch: new CloudWatchClient(config),
    dynamo: new DynamoDBClient(config),
    events: new EventBridgeClient(config),
    iam: new IAMClient(config),
    lambda: new LambdaClient(config),
    quotas: new ServiceQuotasClient(config),
    // A bucket in another region answers there.
    s3: new S3Client({ ...config, ...s3Options(io), followRegionRedirects: true }),
    sns: new SNSClient(config),
    sqs: new SQSClient({ ...config, ...SQS_OPTIONS }),
    sts: new STSClient(config),
  };
}
type Clients = ReturnType<typeof clientsOf>;

async function checkIdentity(client: STSClient, { region }: ClientConfig): Promise<Finding> {
  const { Account, Arn } = await ask(
    'sts:GetCallerIdentity',
    client.send(new GetCallerIdentityCommand({})),
  );
  return findingsOf('credentials').ok(`${Arn} in account ${Account}, ${region}`);
}

/** In the order in which an upload travels. */
function checksOf(clients: Clients, examined: Examined): readonly Check[] {
  const { dynamo, events, iam, lambda, quotas, s3, sns } = clients;
  return [
    checkStack(examined),
    checkBucketRegion(s3, examined),
    checkBucketSwitch(s3, examined),
    checkUploadRule(events, examined),
    checkDeletionRule(events, examined),
    checkUploadQueue(clients, examined),
    checkMapping(examined),
    checkScanFunction(examined),
    checkRole(iam, examined),
    checkQuota(quotas, examined),
    checkRuleFile(s3, examined),
    ...checkTables(dynamo, examined),
    checkResults(dynamo, examined),
    checkSubscribers(sns, examined),
    checkOperators(sns, examined),
    checkSweepRule(events, examined),
    checkSweepFunction(lambda, examined),
    ...checkDeadLetters(clients, examined),
    checkAlarms(clients.cloudWatch, examined),
  ];
}
