import { filterPolicy } from '@glyphwatch/sns-notifier';
import { Aws } from 'aws-cdk-lib';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../settings.ts';
import { deadLetterQueue } from './upload-queue.ts';

type Subscriber = InfraSettings['subscribers'][number];

export interface Topics {
  /** What the rules found. */
  readonly matches: Topic;
  /** Problems of the pipeline itself. */
  readonly alarms: Topic;
  /** Messages that SNS could not deliver to a subscriber. */
  readonly undelivered: Queue;
}

export function topics(scope: Construct, { names, subscribers, operators }: InfraSettings): Topics {
  const undelivered = deadLetterQueue(scope, 'UndeliveredMessages');
  const matches = new Topic(scope, 'MatchTopic', {
    topicName: names.topic,
    displayName: 'Glyphwatch',
    enforceSSL: true,
  });
  for (const subscriber of subscribers) {
    const filters = filterPolicyOf(subscriber);
    const options = {
      deadLetterQueue: undelivered,
      ...(filters ? { filterPolicy: filters } : {}),
    };
    matches.addSubscription(new EmailSubscription(subscriber.email, options));
  }
  const alarms = new Topic(scope, 'AlarmTopic', { enforceSSL: true });
  alarms.addToResourcePolicy(onlyOwnAlarms(alarms));
  for (const email of operators) {
    alarms.addSubscription(new EmailSubscription(email, { deadLetterQueue: undelivered }));
  }
  return { matches, alarms, undelivered };
}

function filterPolicyOf(subscriber: Subscriber) {
  const filters = Object.entries(filterPolicy(subscriber)).map(
    ([attribute, allowlist]) =>
      [attribute, SubscriptionFilter.stringFilter({ allowlist: [...allowlist] })] as const,
  );
  return filters.length === 0 ? undefined : Object.fromEntries(filters);
}

function onlyOwnAlarms(topic: Topic): PolicyStatement {
  return new PolicyStatement({
    sid: 'AlarmsOfThisAccount',
    principals: [new ServicePrincipal('cloudwatch.amazonaws.com')],
    actions: ['sns:Publish'],
    resources: [topic.topicArn],
    conditions: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID } },
  });
}
