import {
  describeNotifierContract,
  failureOf,
  sampleNotification,
  sampleNotificationRule,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import type { Notification } from '@glyphwatch/domain';
import { onceAt } from '@glyphwatch/aws-failures/testing';
import { SnsNotifier, type SnsNotifierOptions } from './index.ts';
import { refusal, startLocalTopic, type LocalTopic } from './testing/local-topic.ts';

const open: LocalTopic[] = [];
afterEach(() => Promise.all(open.splice(0).map((topic) => topic.close())));

/** The clock is frozen and waiting is instant. */
async function start(changes: Partial<SnsNotifierOptions> = {}) {
  const topic = await startLocalTopic();
  open.push(topic);
  const waits: number[] = [];
  const notifier = new SnsNotifier(topic.client, {
    topicArn: topic.topicArn,
    clock: () => 0,
    wait: async (milliseconds) => void waits.push(milliseconds),
    ...changes,
  });
  return { ...topic, notifier, waits };
}

const idsOf = (topic: Pick<LocalTopic, 'received'>): string[] =>
  topic
    .received()
    .flatMap(({ MessageAttributes }) =>
      JSON.parse(MessageAttributes.notificationIds?.Value ?? '[]'),
    );

describeNotifierContract('SnsNotifier', async () => {
  const topic = await start();
  return {
    notifier: topic.notifier,
    received: async () => idsOf(topic),
    goDown: async () => void (topic.proxy.plan = refusal(503, 'ServiceUnavailable')),
    refuse: async () => void (topic.proxy.plan = refusal(400, 'InvalidParameter')),
    misconfigure: async () => void (topic.proxy.plan = refusal(403, 'AuthorizationError')),
  };
});

it('writes words for people and attributes for filter policies', async () => {
  const { notifier, received } = await start();
  const address = { bucket: 'uploads', key: 'gate.jpg' };
  const rules = [
    sampleNotificationRule({ ruleId: 'keep-out' }),
    sampleNotificationRule({ ruleId: 'gate' }),
  ];
  await notifier.notify(
    sampleNotification(
      { id: 'n-1', rules, severity: 'high', status: 'MATCHED' },
      sampleUpload({ address }),
    ),
  );
  const [message] = received();
  expect(message?.Subject).toBe('[HIGH] keep-out and 1 more: gate.jpg');
  expect(message?.Message).toContain('uploads/gate.jpg');
  expect(message?.MessageAttributes).toEqual({
    ruleIds: { Type: 'String.Array', Value: '["keep-out","gate"]' },
    severity: { Type: 'String', Value: 'high' },
    bucket: { Type: 'String', Value: 'uploads' },
    outcome: { Type: 'String', Value: 'MATCHED' },
    notificationIds: { Type: 'String.Array', Value: '["n-1"]' },
  });
});

it('names no rule and no severity where none matched', async () => {
  const { notifier, received } = await start();
  const { severity: _, ...rest } = sampleNotification({ kind: 'failed', status: 'FAILED' });
  await notifier.notify({ ...rest, rules: [] });
  expect(Object.keys(received()[0]?.MessageAttributes ?? {}).sort()).toEqual([
    'bucket',
    'notificationIds',
    'outcome',
  ]);
});

it('keeps attributes within what SNS accepts', async () => {
  const { notifier, received } = await start();
  const rules = [
    sampleNotificationRule({ ruleId: 'tür 🚪\n' }),
    ...Array(300).fill(sampleNotificationRule()),
  ];
  await notifier.notify(sampleNotification({ rules }));
  const { ruleIds } = received()[0]?.MessageAttributes ?? {};
  expect(ruleIds?.Value).toMatch(/^[ -~]+$/);
  expect(JSON.parse(ruleIds?.Value ?? '')).toHaveLength(200);
});

it('links to the picture', async () => {
  const { notifier, received } = await start({
    linkTo: async ({ address }) => ({ url: `https://console.example/${address.key}` }),
  });
  await notifier.notify(sampleNotification());
  expect(received()[0]?.Message).toContain(
    '\nOpen the picture: https://console.example/signs/gate.png\n',
  );
});

describe('in a burst', () => {
  const address = (key: string) => ({ address: { bucket: 'uploads', key } });
  const told = (id: string, changes: Partial<Notification> = {}) =>
    sampleNotification({ id, ...changes }, sampleUpload(address(`${id}.jpg`)));

  it('combines notifications for the same subscribers and loses none', async () => {
    const { notifier, received, proxy } = await start();
    await Promise.all(['a', 'b', 'c'].map((id) => notifier.notify(told(id))));
    expect(proxy.seen).toHaveLength(1);
    const [message] = received();
    expect(message?.Subject).toMatch(/ \(and 2 more\)$/);
    for (const key of ['a.jpg', 'b.jpg', 'c.jpg']) expect(message?.Message).toContain(key);
    expect(message?.MessageAttributes.notificationIds?.Value).toBe('["a","b","c"]');
  });

  it('never combines what a filter policy tells apart', async () => {
    const { notifier, received, waits } = await start({ messagesPerSecond: 4 });
    const other = [sampleNotificationRule({ ruleId: 'other' })];
    await Promise.all([notifier.notify(told('a')), notifier.notify(told('b', { rules: other }))]);
    expect(received().map(({ Message }) => Message.includes('a.jpg'))).toEqual([true, false]);
    expect(waits).toEqual([250]);
  });

  it('starts another message after fifty', async () => {
    const topic = await start();
    const ids = Array.from({ length: 51 }, (_, index) => `n-${index}`);
    await Promise.all(ids.map((id) => topic.notifier.notify(told(id))));
    expect(topic.received()).toHaveLength(2);
    expect(idsOf(topic).sort()).toEqual(ids.sort());
  });

  it('publishes each on its own when they are refused together', async () => {
    const topic = await start();
    topic.proxy.plan = onceAt('POST', refusal(400, 'InvalidParameter')());
    await Promise.all(['a', 'b'].map((id) => topic.notifier.notify(told(id))));
    expect(idsOf(topic).sort()).toEqual(['a', 'b']);
  });

  it('fails for each of them when SNS does not answer', async () => {
    const topic = await start();
    topic.proxy.plan = refusal(500, 'InternalError');
    const sent = ['a', 'b'].map((id) => topic.notifier.notify(told(id)));
    await Promise.all(sent.map((one) => failureOf(one, 'notifier-unavailable')));
  });
});

for (const [status, code, expected] of [
  [400, 'InvalidParameter', 'notification-refused'],
  [400, 'ParameterValueInvalid', 'notification-refused'],
  [404, 'NotFound', 'notifier-misconfigured'],
  [403, 'AuthorizationError', 'notifier-misconfigured'],
  [400, 'KMSAccessDenied', 'notifier-misconfigured'],
  [400, 'KMSDisabled', 'notifier-misconfigured'],
  [400, 'KMSNotFound', 'notifier-misconfigured'],
  [400, 'KMSThrottling', 'notifier-unavailable'],
  [400, 'Throttling', 'notifier-unavailable'],
  [500, 'InternalError', 'notifier-unavailable'],
] as const) {
  it(`fails with ${expected} on ${code} and keeps the cause`, async () => {
    const { notifier, proxy } = await start();
    proxy.plan = refusal(status, code);
    const error = await failureOf(notifier.notify(sampleNotification()), expected);
    expect(error.cause).toBeInstanceOf(Error);
  });
}

it('blames a wrong topic on the settings, not on the message', async () => {
  const { notifier, proxy } = await start();
  proxy.plan = refusal(400, 'InvalidParameter', 'Invalid parameter: TopicArn Reason: not an ARN');
  await failureOf(notifier.notify(sampleNotification()), 'notifier-misconfigured');
});

it('treats a lost answer as transient', async () => {
  const topic = await start();
  topic.proxy.plan = () => ({ kind: 'lose-answer' });
  await failureOf(topic.notifier.notify(sampleNotification({ id: 'a' })), 'notifier-unavailable');
  expect(idsOf(topic)).toEqual(['a']);
});
