import { SNSClient } from '@aws-sdk/client-sns';
import { type FaultProxy, startFaultProxy } from '@glyphwatch/aws-failures/testing';
import { listMailSubscriptions } from './list-mail-subscriptions.ts';
import { startLocalTopics } from './testing/local-topics.ts';

let sns: Awaited<ReturnType<typeof startLocalTopics>>;
let proxy: FaultProxy;
let behindProxy: SNSClient;

beforeAll(async () => {
  sns = await startLocalTopics(['matches', 'empty']);
  proxy = await startFaultProxy('http://127.0.0.1:1');
  behindProxy = new SNSClient({
    endpoint: proxy.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'test', secretAccessKey: 'test' },
    maxAttempts: 1,
  });
});
afterAll(async () => {
  behindProxy.destroy();
  await proxy.close();
  await sns.close();
});

it('lists all mail subscriptions, beyond the first page', async () => {
  const [topic = ''] = sns.arns;
  const people = Array.from({ length: 103 }, (_, index) => `guard-${index}@example.com`);
  for (const address of people) await sns.subscribe(topic, 'email', address);
  await sns.subscribe(topic, 'https', 'https://example.com/hook');
  const found = await listMailSubscriptions(sns.client, topic);
  expect(found.map(({ endpoint }) => endpoint).sort()).toEqual(people.sort());
});

it('lists nothing for a topic without subscriptions', async () => {
  expect(await listMailSubscriptions(sns.client, sns.arns[1] ?? '')).toEqual([]);
});

it('tells subscriptions that are not confirmed from those that are', async () => {
  const member = (address: string, arn: string) =>
    `<member><Protocol>email</Protocol><Endpoint>${address}</Endpoint><SubscriptionArn>${arn}</SubscriptionArn></member>`;
  const members = [
    member('new@example.com', 'PendingConfirmation'),
    member('old@example.com', 'arn:aws:sns:us-east-1:1:t:2'),
  ].join('');
  const result = `<ListSubscriptionsByTopicResult><Subscriptions>${members}</Subscriptions></ListSubscriptionsByTopicResult>`;
  const body = `<ListSubscriptionsByTopicResponse xmlns="http://sns.amazonaws.com/doc/2010-03-31/">${result}</ListSubscriptionsByTopicResponse>`;
  proxy.plan = () => ({ kind: 'answer', status: 200, body });
  expect(await listMailSubscriptions(behindProxy, 'arn:aws:sns:us-east-1:1:t')).toEqual([
    { endpoint: 'new@example.com', isConfirmed: false },
    { endpoint: 'old@example.com', isConfirmed: true },
  ]);
});
