import type { CloudFormationClient } from '@aws-sdk/client-cloudformation';
import type { SNSClient } from '@aws-sdk/client-sns';
import { describeDeployment, type MailSubscription, type Outputs } from './describe-deployment.ts';
import { findOutputs, type OutputTemplate } from './find-outputs.ts';
import { listMailSubscriptions } from './list-mail-subscriptions.ts';
import type { InfraSettings } from './settings.ts';

export interface Clients {
  readonly cloudFormation: CloudFormationClient;
  readonly sns: SNSClient;
}

/** Tells what was deployed. It is deployed already, so what cannot be found out is told, not thrown. */
export async function reportDeployment(
  { cloudFormation, sns }: Clients,
  settings: InfraSettings,
  template: OutputTemplate,
): Promise<string> {
  const { stack, subscribers, operators } = settings;
  const problems: string[] = [];
  const outputs = await orProblem(problems, 'what was made', () =>
    findOutputs(cloudFormation, stack, template),
  );
  const subscriptions = await orProblem(problems, 'who is subscribed', () =>
    allSubscriptions(sns, outputs ?? {}),
  );
  return describeDeployment({
    stack,
    outputs: outputs ?? {},
    subscriptions,
    wanted: [...subscribers.map(({ email }) => email), ...operators],
    sampleKey: sampleKeyOf(settings),
    problems,
  });
}

async function allSubscriptions(sns: SNSClient, outputs: Outputs): Promise<MailSubscription[]> {
  const topics = ['Topic', 'AlarmTopic'].flatMap((name) => outputs[name] ?? []);
  if (topics.length === 0) throw new Error('the topics are not known');
  const lists = await Promise.all(topics.map((topic) => listMailSubscriptions(sns, topic)));
  return lists.flat();
}

async function orProblem<T>(
  problems: string[],
  what: string,
  ask: () => Promise<T>,
): Promise<T | undefined> {
  try {
    return await ask();
  } catch (error) {
    problems.push(`${what}: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

function sampleKeyOf({ uploads: { prefixes, suffixes } }: InfraSettings): string {
  const suffix = suffixes.find((each) => each.toLowerCase() === '.png') ?? suffixes[0] ?? '';
  return `${prefixes[0] ?? ''}picture${suffix}`;
}
