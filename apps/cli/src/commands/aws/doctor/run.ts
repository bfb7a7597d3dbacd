import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import { type Finding, findingsOf } from '@glyphwatch/provider';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { withPart } from '../../../with-part.ts';
import { ask } from '../ask.ts';
import type { Deployment } from '../find-stack.ts';
import type { StackOptions } from '../options.ts';
import { STACK_DOCTOR, stackContainer } from '../stack-container.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkBucketEvents, checkBucketRegion, checkBucketVersions } from './check-bucket.ts';
import { checkConcurrency } from './check-concurrency.ts';
import { checkMapping, checkOtherFunction, checkScanFunction } from './check-function.ts';
import { checkUploadQueue, deadLettersIn } from './check-queues.ts';
import { checkQuota } from './check-quota.ts';
import { checkResults, checkTable } from './check-results.ts';
import { checkRole } from './check-role.ts';
import { checkEventRule, checkSweepRule } from './check-rule.ts';
import { checkRuleFile } from './check-rule-file.ts';
import { checkStack } from './check-stack.ts';
import { checkOperators, checkSubscribers } from './check-subscriptions.ts';
import { examine, type Examined } from './examined.ts';
import { type Check, settle } from './finding.ts';
import { printFindings } from '../../../terminal/print-findings.ts';

/** In the order in which an upload travels. */
const CHECKS: readonly Check[] = [
  { name: 'stack', find: checkStack },
  { name: 'bucket', output: 'Bucket', find: checkBucketRegion },
  { name: 'bucket events', find: checkBucketEvents },
  { name: 'bucket versions', find: checkBucketVersions },
  { name: 'upload rule', output: 'UploadRule', find: checkEventRule },
  { name: 'deletion rule', output: 'DeletionRule', find: checkEventRule },
  { name: 'upload queue', find: checkUploadQueue },
  { name: 'queue to function', find: checkMapping },
  { name: 'function', output: 'Function', find: checkScanFunction },
  { name: 'permissions', find: checkRole },
  { name: 'quota', find: checkQuota },
  { name: 'concurrency', find: checkConcurrency },
  { name: 'detector', find: checkDetector },
  { name: 'rules', find: checkRuleFile },
  { name: 'table', output: 'MetadataTable', find: checkTable },
  { name: 'table', output: 'MatchesTable', find: checkTable },
  { name: 'table', output: 'DeliveriesTable', find: checkTable },
  { name: 'table', output: 'AlertsTable', find: checkTable },
  { name: 'results', find: checkResults },
  { name: 'subscribers', output: 'Topic', find: checkSubscribers },
  { name: 'alarm receivers', output: 'AlarmTopic', find: checkOperators },
  { name: 'sweep rule', output: 'SweepRule', find: checkSweepRule },
  { name: 'sweeper', output: 'SweepFunction', find: checkOtherFunction },
  { name: 'console', output: 'ConsoleFunction', find: checkOtherFunction },
  { name: 'console', output: 'RevealsTable', find: checkTable },
  { name: 'dead uploads', find: deadLettersIn('uploads', 'that could not be processed') },
  { name: 'dead events', find: deadLettersIn('events', 'that EventBridge could not deliver') },
  {
    name: 'dead messages',
    find: deadLettersIn('messages', 'that SNS could not deliver to a subscriber'),
  },
  { name: 'alarms', find: checkAlarms },
];

/** What the detectors' own descriptors check, unless it is packages, which the function has and this machine need not have. */
export async function checkDetector({ detectors }: Examined): Promise<readonly Finding[]> {
  const others = (await detectors()).filter(({ aws }) => !aws?.packages);
  const findings = others.map((detector) => detector.check());
  return (await Promise.all(findings)).flat();
}

/** Fails without credentials or a stack, because there is nothing to check; everything else is a finding. */
export async function runDoctor(options: StackOptions, io: Io): Promise<number> {
  return withPart(STACK_DOCTOR, stackContainer(options, io), async (parts) => {
    const identity = await checkIdentity(parts.clients.sts, parts.deployed.deployment);
    const examined = examine(parts);
    const checked = await Promise.all(CHECKS.map((check) => settle(check, examined)));
    const findings = [identity, ...checked.flat()];
    await write(io.stdout, printFindings(findings, options.format, io.stdout));
    return findings.some(({ state }) => state === 'problem') ? EXIT.failed : EXIT.done;
  });
}

async function checkIdentity(client: STSClient, { config }: Deployment): Promise<Finding> {
  const { Account, Arn } = await ask(
    'sts:GetCallerIdentity',
    client.send(new GetCallerIdentityCommand({})),
  );
  return findingsOf('credentials').ok(`${Arn} in account ${Account}, ${config.region}`);
}
