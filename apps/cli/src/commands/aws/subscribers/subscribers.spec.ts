import { SetSubscriptionAttributesCommand, SNSClient, SubscribeCommand } from '@aws-sdk/client-sns';
import { failureOf } from '@glyphwatch/domain/contracts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { refusal, xml } from '../../../testing/cloud/answers.ts';
import type { Asked } from '../../../testing/cloud/operation-of.ts';
import {
  type DeployedPipeline,
  startDeployedPipeline,
} from '../../../testing/cloud/deployed-pipeline.ts';
import {
  runSubscribersAdd,
  runSubscribersList,
  runSubscribersResend,
  runSubscribersTest,
} from './run.ts';

const OPTIONS = { stack: 'Glyphwatch', format: 'json' } as const;
const TEST = { ...OPTIONS, severity: 'high', outcome: 'MATCHED' } as const;

let cloud: DeployedPipeline;
let client: SNSClient;
beforeEach(async () => {
  cloud = await startDeployedPipeline();
  client = new SNSClient({});
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

async function list() {
  const io = cloud.io();
  await runSubscribersList(OPTIONS, io);
  const { subscribers }: { subscribers: Record<string, unknown>[] } = JSON.parse(io.out());
  return subscribers;
}

interface Listed {
  readonly email: string;
  readonly arn: string;
}

/** SNS lists a hundred subscriptions per page; one per page here makes a test of paging short. */
function listing(all: readonly Listed[]): void {
  cloud.answers.set('sns:ListSubscriptionsByTopic', (asked) => {
    const parameters = new URLSearchParams(asked.body);
    const page = Number(parameters.get('NextToken') ?? 0);
    const mine = parameters.get('TopicArn') === cloud.topicArn ? all[page] : undefined;
    const member = mine
      ? `<member><Protocol>email</Protocol><Endpoint>${mine.email}</Endpoint><SubscriptionArn>${mine.arn}</SubscriptionArn></member>`
      : '';
    const next = mine && page + 1 < all.length ? `<NextToken>${page + 1}</NextToken>` : '';
    const result = `<Subscriptions>${member}</Subscriptions>${next}`;
    return xml('ListSubscriptionsByTopic', result)(asked);
  });
}

it('subscribes an address with a filter and dead-letter queue, as a deployment does', async () => {
  const seen: Asked[] = [];
  cloud.answers.set('sns:Subscribe', (asked) => {
    seen.push(asked);
    return xml('Subscribe', '<SubscriptionArn>arn:s</SubscriptionArn>')(asked);
  });
  const io = cloud.io();
  const code = await runSubscribersAdd(
    'guard@example.com',
    { ...OPTIONS, format: 'table', severity: ['high', 'critical'], rule: ['gate'] },
    io,
  );
  expect(code).toBe(EXIT.done);
  expect(io.out()).toContain('receives: severity high, critical; rules gate');
  const sent = new URLSearchParams(seen[0]?.body);
  expect(sent.get('Endpoint')).toBe('guard@example.com');
  expect(JSON.parse(sent.get('Attributes.entry.1.value') ?? '')).toEqual({
    severity: ['high', 'critical'],
    ruleIds: ['gate'],
  });
  expect(JSON.parse(sent.get('Attributes.entry.2.value') ?? '')).toEqual({
    deadLetterTargetArn: 'arn:aws:sqs:us-east-1:000000000000:dead-messages',
  });
});

it('lists subscribers from all pages, with their states and filters', async () => {
  await runSubscribersAdd('guard@example.com', { ...OPTIONS, rule: ['gate'] }, cloud.io());
  const { Subscriptions = [] } = { Subscriptions: await list() };
  expect(Subscriptions).toEqual([
    {
      topic: 'matches',
      protocol: 'email',
      endpoint: 'guard@example.com',
      state: 'confirmed',
      filter: { ruleIds: ['gate'] },
    },
  ]);
  listing([
    { email: 'a@example.com', arn: 'PendingConfirmation' },
    { email: 'b@example.com', arn: 'Deleted' },
    { email: 'c@example.com', arn: 'PendingConfirmation' },
  ]);
  expect((await list()).map(({ endpoint, state, filter }) => [endpoint, state, filter])).toEqual([
    ['a@example.com', 'pending', null],
    ['b@example.com', 'deleted', null],
    ['c@example.com', 'pending', null],
  ]);
});

it('prints who receives what', async () => {
  await runSubscribersAdd('guard@example.com', OPTIONS, cloud.io());
  const io = cloud.io();
  await runSubscribersList({ ...OPTIONS, format: 'table' }, io);
  expect(io.out()).toMatch(/^guard@example\.com +confirmed +matches: everything\n$/);
});

it.each([
  ['nobody', {}, 'is not an e-mail address'],
  ['guard@example.com', { outcome: ['MATCHD'] }, 'MATCHED'],
  ['guard@example.com', { severity: ['hih'] }, 'high'],
])('refuses %s %j and says what is allowed', async (email, wanted, message) => {
  const added = runSubscribersAdd(email, { ...OPTIONS, ...wanted }, cloud.io());
  expect((await failureOf(added, 'settings-invalid')).message).toContain(message);
});

it('does not subscribe twice', async () => {
  await runSubscribersAdd('guard@example.com', OPTIONS, cloud.io());
  const again = runSubscribersAdd('Guard@example.com', OPTIONS, cloud.io());
  const { message } = await failureOf(again, 'settings-invalid');
  expect(message).toContain('is already subscribed and confirmed');
});

it('reports why SNS rejected a subscription', async () => {
  cloud.answers.set('sns:Subscribe', refusal(403, 'FilterPolicyLimitExceeded', 'too many'));
  const added = runSubscribersAdd('guard@example.com', OPTIONS, cloud.io());
  const { message } = await failureOf(added, 'settings-invalid');
  expect(message).toContain('SNS rejected this subscription (too many)');
});

it('resends the mail to unconfirmed addresses only', async () => {
  listing([
    { email: 'late@example.com', arn: 'PendingConfirmation' },
    { email: 'gone@example.com', arn: 'Deleted' },
  ]);
  const io = cloud.io();
  expect(await runSubscribersResend('late@example.com', OPTIONS, io)).toBe(EXIT.done);
  expect(JSON.parse(io.out())).toEqual({
    endpoint: 'late@example.com',
    state: 'pending',
    filter: {},
  });
  expect(cloud.seen.filter((operation) => operation === 'sns:Subscribe')).toHaveLength(1);
  for (const email of ['gone@example.com', 'never@example.com']) {
    const resent = runSubscribersResend(email, OPTIONS, cloud.io());
    const { message } = await failureOf(resent, 'settings-invalid');
    expect(message).toContain(`glyphwatch aws subscribers add ${email}`);
  }
});

describe('a test message', () => {
  async function subscribe(Endpoint: string, FilterPolicy?: string): Promise<void> {
    const { SubscriptionArn } = await client.send(
      new SubscribeCommand({ TopicArn: cloud.topicArn, Protocol: 'email', Endpoint }),
    );
    if (FilterPolicy === undefined) return;
    const attribute = { AttributeName: 'FilterPolicy', AttributeValue: FilterPolicy };
    await client.send(new SetSubscriptionAttributesCommand({ SubscriptionArn, ...attribute }));
  }

  it('reports whose filters let it through', async () => {
    cloud.fauxqs.createQueue('mailbox');
    cloud.fauxqs.subscribe({ topic: 'matches', queue: 'mailbox' });
    await subscribe('all@example.com');
    await subscribe('critical@example.com', '{"severity":["critical"]}');
    await subscribe('gate@example.com', '{"ruleIds":["gate"],"severity":["high"]}');
    await subscribe('odd@example.com', '{"bucket":["yard"]}');
    const io = cloud.io();
    const code = await runSubscribersTest({ ...TEST, rule: ['gate'] }, io);
    expect(code).toBe(EXIT.done);
    const { subscribers }: { subscribers: { endpoint: string; receives: string }[] } = JSON.parse(
      io.out(),
    );
    expect(
      Object.fromEntries(subscribers.map((one) => [one.endpoint, one.receives])),
    ).toMatchObject({
      'all@example.com': 'yes',
      'critical@example.com': 'no',
      'gate@example.com': 'yes',
      'odd@example.com': 'unknown',
    });
    const [message] = cloud.fauxqs.inspectQueue('mailbox')?.messages.ready ?? [];
    const { Subject, Message }: { Subject: string; Message: string } = JSON.parse(
      message?.body ?? '{}',
    );
    expect(Subject).toContain('this-is-only-a-test');
    expect(Message).toContain('This is only a test');
  });

  it('fails when nobody receives it', async () => {
    await subscribe('critical@example.com', '{"severity":["critical"]}');
    const io = cloud.io();
    expect(await runSubscribersTest({ ...TEST, format: 'table' }, io)).toBe(EXIT.failed);
    expect(io.out()).toContain(
      'critical@example.com: does not receive it: its filter is severity critical',
    );
    expect(io.out()).toContain('Nobody receives it');
  });
});
