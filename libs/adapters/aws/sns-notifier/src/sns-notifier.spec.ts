import {
  describeNotifierContract,
  failureOf,
  sampleDigest,
  sampleNotification,
  sampleNotificationRule,
  sampleUpload,
} from '@glyphwatch/domain/contracts';
import type { Notification } from '@glyphwatch/domain';
import { SnsNotifier, type SnsNotifierOptions } from './index.ts';
import { refusal, startLocalTopic, type LocalTopic } from './testing/local-topic.ts';

const open: LocalTopic[] = [];
afterEach(() => Promise.all(open.splice(0).map((topic) => topic.close())));

async function start(changes: Partial<SnsNotifierOptions> = {}) {
  const topic = await startLocalTopic();
  open.push(topic);
  const notifier = new SnsNotifier(topic.client, {
    topicArn: topic.topicArn,
    ...changes,
  });
  return { ...topic, notifier };
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

describe('a digest', () => {
  const found = (bucket: string, ...ruleIds: readonly string[]): Notification => {
    const rules = ruleIds.map((ruleId) => sampleNotificationRule({ ruleId }));
    const address = { bucket, key: 'secret-folder/gate.jpg' };
    return sampleNotification({ rules }, sampleUpload({ address }));
  };
  const digestOf = (...found: readonly Notification[]) => sampleDigest({ id: 'd-1' }, found);

  it('of one rule has the attributes of its notifications', async () => {
    const { notifier, received } = await start();
    await notifier.notify(digestOf(found('uploads', 'gate'), found('uploads', 'gate')));
    const [message] = received();
    expect(message?.Subject).toBe('[HIGH] gate: 2 images in secret-folder/');
    expect(message?.Message).toContain('KEEP 0UT');
    expect(message?.MessageAttributes).toEqual({
      ruleIds: { Type: 'String.Array', Value: '["gate"]' },
      severity: { Type: 'String', Value: 'high' },
      bucket: { Type: 'String', Value: 'uploads' },
      outcome: { Type: 'String', Value: 'MATCHED' },
      notificationIds: { Type: 'String.Array', Value: '["d-1"]' },
    });
  });

  it.each([
    ['rules', digestOf(found('uploads', 'gate'), found('uploads', 'other'))],
    ['rules that matched together', digestOf(found('uploads', 'gate', 'other'))],
    ['buckets', digestOf(found('uploads', 'gate'), found('archive', 'gate'))],
    [
      'severities',
      digestOf(found('uploads', 'gate'), { ...found('uploads', 'gate'), severity: 'low' as const }),
    ],
  ])('of several %s holds counts only: a filter may keep some of it away', async (_, digest) => {
    const { notifier, received } = await start({ linkTo: () => ({ url: 'https://a.example/' }) });
    const note = { note: '{text} {folder}' };
    const groups = digest.groups.map((group) => ({ ...group, template: note }));
    await notifier.notify({ ...digest, groups });
    const [message] = received();
    expect(message?.Message).toMatch(/HIGH {2}gate {2,}\d/);
    expect(JSON.stringify(message)).not.toMatch(/KEEP|secret-folder|gate\.jpg|a\.example/);
  });

  it('of several reaches every subscriber whose filter lets one of them pass', async () => {
    const { notifier, received } = await start();
    const { severity: _, ...unread } = sampleNotification({ kind: 'failed', status: 'FAILED' });
    const mixed = [found('uploads', 'gate', 'beside'), found('archive', 'gate')];
    await notifier.notify(digestOf(...mixed, { ...unread, rules: [] }));
    const { ruleIds, bucket, outcome, severity } = received()[0]?.MessageAttributes ?? {};
    expect(JSON.parse(ruleIds?.Value ?? '')).toEqual(['gate', 'beside']);
    expect(JSON.parse(bucket?.Value ?? '')).toEqual(expect.arrayContaining(['uploads', 'archive']));
    expect(JSON.parse(outcome?.Value ?? '')).toEqual(['MATCHED', 'UNSUPPORTED', 'GONE', 'FAILED']);
    expect(severity).toEqual({ Type: 'String', Value: 'high' });
  });

  it('names as many rules as fit', async () => {
    const { notifier, received } = await start();
    const ids = Array.from({ length: 3000 }, (_, index) => `a-long-name-of-a-rule-${index}`);
    await notifier.notify(digestOf(...ids.map((id) => found('uploads', id))));
    const { ruleIds } = received()[0]?.MessageAttributes ?? {};
    expect(JSON.parse(ruleIds?.Value ?? '').length).toBeGreaterThan(1500);
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
