import {
  GetSubscriptionAttributesCommand,
  paginateListSubscriptionsByTopic,
  type SNSClient,
} from '@aws-sdk/client-sns';
import type { FilterPolicy } from '@glyphwatch/sns-notifier';
import pLimit from 'p-limit';
import { showText } from '../../../terminal/show.ts';
import { ask } from '../ask.ts';

/** SNS returns these words in place of an ARN. */
const NO_ARN: Readonly<Record<string, SubscriptionState>> = {
  PendingConfirmation: 'pending',
  Deleted: 'deleted',
};
/** SNS throttles these requests to a few per second. */
const AT_ONCE = 5;

/** `pending`: the link in the mail from AWS has not been clicked. `deleted`: unsubscribed. */
type SubscriptionState = 'confirmed' | 'pending' | 'deleted';

export interface Subscription {
  readonly protocol: string;
  readonly endpoint: string;
  readonly state: SubscriptionState;
  /** Only once it is confirmed. */
  readonly arn?: string;
}

/** As SNS stores it: written by `filterPolicy`, or anything at all if somebody edited it by hand. */
export type KnownFilter = FilterPolicy | Readonly<Record<string, unknown>>;

/** https://docs.aws.amazon.com/sns/latest/api/API_ListSubscriptionsByTopic.html */
export async function listSubscriptions(
  client: SNSClient,
  TopicArn: string,
): Promise<readonly Subscription[]> {
  const pages = paginateListSubscriptionsByTopic({ client }, { TopicArn });
  const all = async (): Promise<Subscription[]> => {
    const found: Subscription[] = [];
    for await (const { Subscriptions = [] } of pages) {
      for (const { Protocol = '', Endpoint = '', SubscriptionArn = '' } of Subscriptions) {
        const state = NO_ARN[SubscriptionArn] ?? 'confirmed';
        const arn = state === 'confirmed' ? { arn: SubscriptionArn } : {};
        found.push({ protocol: Protocol, endpoint: Endpoint, state, ...arn });
      }
    }
    return found;
  };
  return ask('sns:ListSubscriptionsByTopic', all());
}

/** Of confirmed subscriptions only: a pending one has no ARN to ask for. */
export async function filtersOf(
  client: SNSClient,
  subscriptions: readonly Subscription[],
): Promise<ReadonlyMap<Subscription, KnownFilter>> {
  const inTurn = pLimit(AT_ONCE);
  const entries = subscriptions.flatMap((subscription) => {
    const { arn } = subscription;
    if (arn === undefined) return [];
    return [inTurn(async () => [subscription, await filterOf(client, arn)] as const)];
  });
  return new Map(await Promise.all(entries));
}

/** Empty if the subscriber receives everything. */
export async function filterOf(client: SNSClient, SubscriptionArn: string): Promise<KnownFilter> {
  const { Attributes = {} } = await ask(
    'sns:GetSubscriptionAttributes',
    client.send(new GetSubscriptionAttributesCommand({ SubscriptionArn })),
  );
  const policy: unknown = JSON.parse(Attributes['FilterPolicy'] || '{}');
  return typeof policy === 'object' && policy !== null ? { ...policy } : {};
}

const IN_WORDS: Readonly<Record<string, string>> = {
  severity: 'severity',
  ruleIds: 'rules',
  outcome: 'outcome',
};

/** `everything`, or `severity high, critical; rules gate` */
export function filterInWords(filter: KnownFilter): string {
  const parts = Object.entries(filter).map(([attribute, values]) => {
    const shown = isListOfText(values) ? values.join(', ') : JSON.stringify(values);
    return showText(`${IN_WORDS[attribute] ?? attribute} ${shown}`);
  });
  return parts.length === 0 ? 'everything' : parts.join('; ');
}

export function isListOfText(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}
