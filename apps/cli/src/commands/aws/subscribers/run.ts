import { SEVERITIES, STATUSES } from '@glyphwatch/domain';
import { NodeIds } from '@glyphwatch/node-ids';
import { suggestion } from '@glyphwatch/document-reader';
import { filterPolicy, type FilterPolicy } from '@glyphwatch/sns-notifier';
import * as z from 'zod';
import type { AddOptions, TestMessageOptions } from './options.ts';
import type { StackOptions } from '../options.ts';
import { withPart } from '../../../with-part.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { showName } from '../../../terminal/show.ts';
import { arnPartsOf, queueArn } from '../arns.ts';
import { STACK_TOPICS, stackContainer } from '../stack-container.ts';
import { describe, printPending, printSubscribers, printTestResult } from './print-subscribers.ts';
import { alreadySubscribed, findSubscriber, subscribe } from './subscribe.ts';
import { filterOf, filtersOf, listSubscriptions } from './subscriptions.ts';
import { receives } from './receives.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { testNotification } from '../../test-notification.ts';

const SENDER = 'glyphwatch aws subscribers test';

export async function runSubscribersList(options: StackOptions, io: Io): Promise<number> {
  return withPart(STACK_TOPICS, stackContainer(options, io), async ({ client, deployment }) => {
    const { Topic, AlarmTopic } = deployment.outputs;
    const topics = { matches: Topic, alarms: AlarmTopic } as const;
    const rows = await Promise.all(
      Object.entries(topics).map(async ([topic, arn]) => {
        const subscriptions = await listSubscriptions(client, arn);
        const filters = await filtersOf(client, subscriptions);
        return subscriptions.map((one) => describe(topic, one, filters.get(one)));
      }),
    );
    await write(io.stdout, printSubscribers(rows.flat(), options.format));
    return EXIT.done;
  });
}

export async function runSubscribersAdd(
  address: string,
  options: AddOptions,
  io: Io,
): Promise<number> {
  const email = emailOf(address);
  const policy = policyOf(options);
  return withPart(STACK_TOPICS, stackContainer(options, io), async ({ client, deployment }) => {
    const known = await findSubscriber(client, deployment, email);
    if (known && known.state !== 'deleted') throw alreadySubscribed(known);
    await subscribe(client, deployment, email, {
      ...(Object.keys(policy).length > 0 ? { FilterPolicy: JSON.stringify(policy) } : {}),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(
          deployment.outputs.UndeliveredMessages,
          arnPartsOf(deployment),
        ),
      }),
    });
    await write(io.stdout, printPending(email, policy, options.format));
    return EXIT.done;
  });
}

export async function runSubscribersResend(
  address: string,
  options: StackOptions,
  io: Io,
): Promise<number> {
  const email = emailOf(address);
  return withPart(STACK_TOPICS, stackContainer(options, io), async ({ client, deployment }) => {
    const known = await findSubscriber(client, deployment, email);
    if (known?.state === 'confirmed') throw alreadySubscribed(known);
    if (known?.state !== 'pending') {
      throw invalid(
        `${showName(email)} is not subscribed. Add it with: glyphwatch aws subscribers add ${showName(email)}`,
      );
    }
    // Subscribing a pending address again resends the mail. It keeps its first filter; SNS rejects a different one.
    const arn = await subscribe(client, deployment, email);
    const filter = await filterOf(client, arn);
    await write(io.stdout, printPending(email, filter, options.format));
    return EXIT.done;
  });
}

export async function runSubscribersTest(options: TestMessageOptions, io: Io): Promise<number> {
  const attributes = {
    severity: oneOf(SEVERITIES, options.severity, 'severity'),
    rules: options.rule ?? [],
    outcome: oneOf(STATUSES, options.outcome, 'outcome'),
  };
  return withPart(
    STACK_TOPICS,
    stackContainer(options, io),
    async ({ client, notifier, deployment }) => {
      const { Bucket, Topic } = deployment.outputs;
      const subscriptions = await listSubscriptions(client, Topic);
      const filters = await filtersOf(client, subscriptions);
      const notification = testNotification(
        { channel: 'sns', bucket: Bucket, sentBy: SENDER, ...attributes },
        new NodeIds(),
        Date.now(),
      );
      await notifier.notify(notification);
      const recipients = subscriptions.map((one) => ({
        ...describe('matches', one, filters.get(one)),
        receives: receives(one, filters.get(one), notification),
      }));
      await write(io.stdout, printTestResult(notification.id, recipients, options.format));
      return recipients.some((one) => one.receives !== 'no') ? EXIT.done : EXIT.failed;
    },
  );
}

function emailOf(address: string): string {
  if (z.email().safeParse(address).success) return address;
  throw invalid(`${showName(address)} is not an e-mail address. Give one like guard@example.com.`);
}

function policyOf({ severity, rule, outcome }: AddOptions): FilterPolicy {
  return filterPolicy({
    severities: severity?.map((one) => oneOf(SEVERITIES, one, 'severity')),
    rules: rule,
    outcomes: outcome?.map((one) => oneOf(STATUSES, one, 'outcome')),
  });
}

function oneOf<T extends string>(known: readonly T[], word: string, what: string): T {
  const found = known.find((one) => one === word);
  if (found) return found;
  throw invalid(
    `${showName(word)} is not a known ${what}${suggestion(word, known)}. Choose from ${known.join(', ')}.`,
  );
}
