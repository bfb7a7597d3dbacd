import { filterPolicy } from '@glyphwatch/sns-notifier';
import { Aws } from 'aws-cdk-lib';
import { type IKey, Key } from 'aws-cdk-lib/aws-kms';
import { PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { type CfnTopic, SubscriptionFilter, Topic } from 'aws-cdk-lib/aws-sns';
import { EmailSubscription } from 'aws-cdk-lib/aws-sns-subscriptions';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import type { InfraSettings } from '../settings.ts';
import { deadLetterQueue } from './upload-queue.ts';

/** Free, and usable by whoever may publish: https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html */
const MANAGED_KEY = 'alias/aws/sns';

type Subscriber = InfraSettings['subscribers'][number];

export interface Topics {
  /** What the rules found. */
  readonly matches: Topic;
  /** Problems of the pipeline itself. */
  readonly alarms: Topic;
  /** Messages that SNS could not deliver to a subscriber. */
  readonly undelivered: Queue;
  /** Your own KMS key, if you have one. */
  readonly key?: IKey;
}

export function topics(scope: Construct, settings: InfraSettings): Topics {
  const { names, subscribers, operators, topicKeyArn } = settings;
  const key = topicKeyArn ? Key.fromKeyArn(scope, 'TopicKey', topicKeyArn) : undefined;
  const undelivered = deadLetterQueue(scope, 'UndeliveredMessages');
  const matches = new Topic(scope, 'MatchTopic', {
    topicName: names.topic,
    displayName: 'Glyphwatch',
    enforceSSL: true,
    ...(key ? { masterKey: key } : {}),
  });
  if (!key) (matches.node.defaultChild as CfnTopic).kmsMasterKeyId = MANAGED_KEY;
  for (const subscriber of subscribers) {
    const filters = filterPolicyOf(subscriber);
    const options = {
      deadLetterQueue: undelivered,
      ...(filters ? { filterPolicy: filters } : {}),
    };
    matches.addSubscription(new EmailSubscription(subscriber.email, options));
  }
  // CloudWatch cannot use the key that AWS manages.
  const alarms = new Topic(scope, 'AlarmTopic', {
    enforceSSL: true,
    ...(key ? { masterKey: key } : {}),
  });
  alarms.addToResourcePolicy(onlyOwnAlarms(alarms));
  for (const email of operators) {
    alarms.addSubscription(new EmailSubscription(email, { deadLetterQueue: undelivered }));
  }
  return { matches, alarms, undelivered, ...(key ? { key } : {}) };
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
