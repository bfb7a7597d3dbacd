import { GetAccountSettingsCommand } from '@aws-sdk/client-lambda';
import { ask } from '../ask.ts';
import type { Examined } from './examined.ts';
import { DEPLOY, type Say } from './finding.ts';

/** Of the sweeper. */
const OTHERS = 1;
const QUOTA = 'L-B99A9384';

/**
 * New accounts may run ten functions at once. What Lambda does not start goes back to the queue, and every attempt uses up a
 * receive of its message. https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html
 */
export async function checkConcurrency({ clients, deployment, mapping }: Examined, say: Say) {
  const found = await mapping();
  const { AccountLimit } = await ask(
    'lambda:GetAccountSettings',
    clients.lambda.send(new GetAccountSettingsCommand({})),
  );
  const most = AccountLimit?.UnreservedConcurrentExecutions ?? AccountLimit?.ConcurrentExecutions;
  const wanted = found?.ScalingConfig?.MaximumConcurrency;
  if (most === undefined)
    return say.unknown('Lambda does not say how many functions may run at once');
  if (wanted === undefined) return [];
  const about = `${wanted} functions and the sweeper are configured, the account runs ${most} at once`;
  if (wanted + OTHERS <= most) return say.ok(about);
  const request = `aws service-quotas request-service-quota-increase --service-code lambda --quota-code ${QUOTA} --desired-value 1000 --region ${deployment.config.region}`;
  return say.problem(
    `${about}: uploads that find no function become dead letters`,
    `${request}, or set a lower detectionsPerSecond in settings.yaml, then: ${DEPLOY}`,
  );
}
