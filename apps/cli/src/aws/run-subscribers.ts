import { SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { failureName } from '@glyphwatch/aws-failures';
import { GlyphwatchError, SEVERITIES, STATUSES } from '@glyphwatch/domain';
import { NodeIds } from '@glyphwatch/node-ids';
import { printableJson } from '@glyphwatch/notification-text';
import { suggestion } from '@glyphwatch/settings';
import { filterPolicy, type FilterPolicy, SnsNotifier } from '@glyphwatch/sns-notifier';
import * as z from 'zod';
import type { AddOptions, StackOptions, TestMessageOptions } from '../commands/aws.ts';
import { EXIT } from '../exit-codes.ts';
import { write, type Io } from '../io.ts';
import type { Format } from '../option-values.ts';
import { showName } from '../output/show.ts';
import { ask } from './ask.ts';
import { queueArn } from './doctor/examined.ts';
import { arnPartsOf, type Deployment, findStack } from './find-stack.ts';
import {
  filterInWords,
  filterOf,
  filtersOf,
  type KnownFilter,
  listSubscriptions,
  type Subscription,
} from './subscriptions.ts';
import { hears, type Hearing, testNotification } from './test-message.ts';

const STATE_IN_WORDS: Readonly<Record<Subscription['state'], string>> = {
  confirmed: 'confirmed',
  pending: 'waits for its click',
  deleted: 'unsubscribed',
};

export async function runSubscribersList(options: StackOptions, io: Io): Promise<number> {
  return withTopics(options, io, async (client, { parts }) => {
    const topics = { matches: parts.Topic, alarms: parts.AlarmTopic } as const;
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

interface Described {
  readonly topic: string;
  readonly protocol: string;
  readonly endpoint: string;
  readonly state: Subscription['state'];
  /** `null` while it cannot be looked at. */
  readonly filter: KnownFilter | null;
}

function describe(topic: string, one: Subscription, filter: KnownFilter | undefined): Described {
  const { protocol, endpoint, state } = one;
  return { topic, protocol, endpoint, state, filter: filter ?? null };
}

function printSubscribers(subscribers: readonly Described[], format: Format): string {
  if (format === 'json') return `${printableJson({ subscribers })}\n`;
  if (format === 'jsonl') return subscribers.map((one) => `${printableJson(one)}\n`).join('');
  if (subscribers.length === 0) {
    return 'Nobody is subscribed. Add somebody: glyphwatch aws subscribers add guard@example.com\n';
  }
  const width = Math.max(...subscribers.map(({ endpoint }) => showName(endpoint).length)) + 2;
  return subscribers
    .map(({ topic, endpoint, state, filter }) => {
      const hearing = filter ? filterInWords(filter) : 'shows its filter once it is confirmed';
      const about = state === 'deleted' ? 'nothing' : hearing;
      return `${showName(endpoint).padEnd(width)}${STATE_IN_WORDS[state].padEnd(21)}${topic}: ${about}\n`;
    })
    .join('');
}

export async function runSubscribersAdd(
  address: string,
  options: AddOptions,
  io: Io,
): Promise<number> {
  const email = emailOf(address);
  const policy = policyOf(options);
  return withTopics(options, io, async (client, deployment) => {
    const known = await findSubscriber(client, deployment, email);
    if (known && known.state !== 'deleted') throw alreadyThere(known);
    await subscribe(client, deployment, email, {
      ...(Object.keys(policy).length > 0 ? { FilterPolicy: JSON.stringify(policy) } : {}),
      RedrivePolicy: JSON.stringify({
        deadLetterTargetArn: queueArn(deployment.parts.UndeliveredMessages, arnPartsOf(deployment)),
      }),
    });
    await tellPending(email, policy, options.format, io);
    return EXIT.done;
  });
}

export async function runSubscribersResend(
  address: string,
  options: StackOptions,
  io: Io,
): Promise<number> {
  const email = emailOf(address);
  return withTopics(options, io, async (client, deployment) => {
    const known = await findSubscriber(client, deployment, email);
    if (known?.state === 'confirmed') throw alreadyThere(known);
    if (known?.state !== 'pending') {
      throw new GlyphwatchError(
        'settings-invalid',
        `${showName(email)} is not subscribed. Subscribe it: glyphwatch aws subscribers add ${showName(email)}`,
      );
    }
    // Subscribing a pending address again sends the mail again. Its filter stays what it was given first: naming
    // another one would be refused.
    const arn = await subscribe(client, deployment, email);
    await tellPending(email, await filterOf(client, arn), options.format, io);
    return EXIT.done;
  });
}

export async function runSubscribersTest(options: TestMessageOptions, io: Io): Promise<number> {
  const attributes = {
    severity: oneOf(SEVERITIES, options.severity, 'severity'),
    rules: options.rule ?? [],
    outcome: oneOf(STATUSES, options.outcome, 'outcome'),
  };
  return withTopics(options, io, async (client, { parts }) => {
    const subscriptions = await listSubscriptions(client, parts.Topic);
    const filters = await filtersOf(client, subscriptions);
    const notification = testNotification(parts.Bucket, attributes, new NodeIds(), Date.now());
    await new SnsNotifier(client, { topicArn: parts.Topic }).notify(notification);
    const hearers = subscriptions.map((one) => ({
      ...describe('matches', one, filters.get(one)),
      hears: hears(one, filters.get(one), notification),
    }));
    await write(io.stdout, printHearers(notification.id, hearers, options.format));
    return hearers.some((one) => one.hears !== 'no') ? EXIT.done : EXIT.failed;
  });
}

type Hearer = Described & { readonly hears: Hearing };

function printHearers(id: string, hearers: readonly Hearer[], format: Format): string {
  if (format === 'json') return `${printableJson({ id, subscribers: hearers })}\n`;
  if (format === 'jsonl') return hearers.map((one) => `${printableJson(one)}\n`).join('');
  const rows = hearers.map(
    (hearer) => `  ${showName(hearer.endpoint)}: ${hearingInWords(hearer)}\n`,
  );
  const nobody = hearers.some((one) => one.hears !== 'no')
    ? ''
    : 'Nobody gets it. See who is subscribed: glyphwatch aws subscribers list\n';
  return `Sent: a message that says it is a test (${id}).\n${rows.join('')}${nobody}`;
}

function hearingInWords({ state, filter, hears: hearing }: Hearer): string {
  if (state !== 'confirmed') return `does not get it: ${STATE_IN_WORDS[state]}`;
  if (hearing === 'yes') return 'gets it';
  const about = filter ? filterInWords(filter) : '';
  return hearing === 'no'
    ? `does not get it: hears only ${about}`
    : `cannot be told: its filter was written by hand (${about})`;
}

function emailOf(address: string): string {
  if (z.email().safeParse(address).success) return address;
  throw new GlyphwatchError(
    'settings-invalid',
    `${showName(address)} is no e-mail address. Write it like guard@example.com.`,
  );
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
  throw new GlyphwatchError(
    'settings-invalid',
    `${showName(word)} is no ${what}${suggestion(word, known)}. Choose from ${known.join(', ')}.`,
  );
}

async function findSubscriber(
  client: SNSClient,
  { parts }: Deployment,
  email: string,
): Promise<Subscription | undefined> {
  const all = await listSubscriptions(client, parts.Topic);
  const same = all.filter(({ endpoint }) => endpoint.toLowerCase() === email.toLowerCase());
  // One who came back after unsubscribing is listed twice for some days.
  return same.find(({ state }) => state !== 'deleted') ?? same[0];
}

function alreadyThere({ endpoint, state, arn }: Subscription): GlyphwatchError {
  const email = showName(endpoint);
  return new GlyphwatchError(
    'settings-invalid',
    state === 'pending'
      ? `${email} is subscribed and has not clicked yet. Send the mail again: glyphwatch aws subscribers resend ${email}`
      : `${email} is subscribed and confirmed: nothing to do. For another filter: aws sns set-subscription-attributes --subscription-arn ${arn} --attribute-name FilterPolicy --attribute-value '{"severity":["high"]}'`,
  );
}

/** https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html */
async function subscribe(
  client: SNSClient,
  { parts }: Deployment,
  Endpoint: string,
  Attributes: Record<string, string> = {},
): Promise<string> {
  const command = new SubscribeCommand({
    TopicArn: parts.Topic,
    Protocol: 'email',
    Endpoint,
    Attributes,
    ReturnSubscriptionArn: true,
  });
  try {
    const { SubscriptionArn = '' } = await ask('sns:Subscribe', client.send(command));
    return SubscriptionArn;
  } catch (error) {
    const cause = error instanceof Error ? error.cause : undefined;
    if (!/^(InvalidParameter|FilterPolicyLimitExceeded)/.test(failureName(cause))) throw error;
    const why = cause instanceof Error ? cause.message : '';
    throw new GlyphwatchError(
      'settings-invalid',
      `SNS does not take this subscription (${why}). Use fewer or other filters: at most 150 combinations of values.`,
      { cause },
    );
  }
}

async function tellPending(
  email: string,
  filter: KnownFilter,
  format: Format,
  { stdout }: Io,
): Promise<void> {
  const text =
    format === 'table'
      ? `AWS sends a mail to ${showName(email)}. It hears nothing before it clicks the link in it (for 3 days);\n` +
        `then it hears ${filterInWords(filter)}. No mail: look among spam.\n`
      : `${printableJson({ endpoint: email, state: 'pending', filter })}\n`;
  await write(stdout, text);
}

async function withTopics<T>(
  options: StackOptions,
  io: Io,
  work: (client: SNSClient, deployment: Deployment) => Promise<T>,
): Promise<T> {
  const deployment = await findStack(options, io);
  const client = new SNSClient(deployment.config);
  try {
    return await work(client, deployment);
  } finally {
    client.destroy();
  }
}
