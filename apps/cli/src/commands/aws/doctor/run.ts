import { GetCallerIdentityCommand, type STSClient } from '@aws-sdk/client-sts';
import type { ResultStore } from '@glyphwatch/domain';
import type { StackOptions } from '../options.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { ask } from '../ask.ts';
import { checkAlarms } from './check-alarms.ts';
import { checkBucketRegion, checkBucketEvents } from './check-bucket.ts';
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
import type { Deployment } from '../find-stack.ts';
import type { StackClients } from '../stack-clients.ts';
import { STACK_DOCTOR, stackContainer } from '../stack-container.ts';
import { withPart } from '../../../with-part.ts';

/** Fails without credentials or a stack, because there is nothing to check; everything else is a finding. */
export async function runDoctor(options: StackOptions, io: Io): Promise<number> {
  return withPart(STACK_DOCTOR, stackContainer(options, io), async (parts) => {
    const { clients, store, deployed } = parts;
    const identity = await checkIdentity(clients.sts, deployed.deployment);
    const checks = checksOf(clients, store, examine(deployed));
    const findings = [identity, ...(await Promise.all(checks.map(settle))).flat()];
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

/** In the order in which an upload travels. */
function checksOf(clients: StackClients, store: ResultStore, examined: Examined): readonly Check[] {
  const { dynamo, events, iam, lambda, quotas, s3, sns } = clients;
  return [
    checkStack(examined),
    checkBucketRegion(s3, examined),
    checkBucketEvents(s3, examined),
    checkUploadRule(events, examined),
    checkDeletionRule(events, examined),
    checkUploadQueue(clients, examined),
    checkMapping(examined),
    checkScanFunction(examined),
    checkRole(iam, examined),
    checkQuota(quotas, examined),
    checkRuleFile(s3, examined),
    ...checkTables(dynamo, examined),
    checkResults(store, examined),
    checkSubscribers(sns, examined),
    checkOperators(sns, examined),
    checkSweepRule(events, examined),
    checkSweepFunction(lambda, examined),
    ...checkDeadLetters(clients, examined),
    checkAlarms(clients.cloudWatch, examined),
  ];
}
