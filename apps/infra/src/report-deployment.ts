import type { SNSClient } from '@aws-sdk/client-sns';
import { type Deployment, describeDeployment } from './describe-deployment.ts';
import { listMailSubscriptions } from './list-mail-subscriptions.ts';
import type { InfraSettings } from './settings.ts';

/** What people want to know after deploying. `outputs` are the stack's, as the CDK writes them. */
export async function reportDeployment(
  sns: SNSClient,
  settings: InfraSettings,
  outputs: Readonly<Record<string, string>>,
): Promise<string> {
  const { stack, subscribers, operators } = settings;
  const made = namedOutputs(outputs);
  return describeDeployment({
    stack,
    outputs: made,
    audiences: await audiencesOf(sns, made, {
      matches: subscribers.map(({ email }) => email),
      alarms: operators,
    }),
    sampleKey: sampleKeyOf(settings),
  });
}

/** `pipeline-stack.ts` calls them `BucketOutput` and so on; the CDK may append a hash. */
export function namedOutputs(outputs: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key.replace(/Output.*$/, ''), value]),
  );
}

/** The stack is deployed already, so what goes wrong here is reported, not thrown. */
async function audiencesOf(
  sns: SNSClient,
  { Topic = '', AlarmTopic = '' }: Readonly<Record<string, string>>,
  wanted: Readonly<Record<'matches' | 'alarms', readonly string[]>>,
): Promise<Deployment['audiences']> {
  try {
    const [matches, alarms] = await Promise.all([
      listMailSubscriptions(sns, Topic),
      listMailSubscriptions(sns, AlarmTopic),
    ]);
    return {
      matches: { subscriptions: matches, wanted: wanted.matches },
      alarms: { subscriptions: alarms, wanted: wanted.alarms },
    };
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function sampleKeyOf({ uploads: { prefixes, suffixes } }: InfraSettings): string {
  const suffix = suffixes.find((each) => each.toLowerCase() === '.png') ?? suffixes[0] ?? '';
  return `${prefixes[0] ?? ''}picture${suffix}`;
}
