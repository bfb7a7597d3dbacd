import { type AwsDay, openAwsDay, refusal, snsRefusal, taken } from '../testing/aws-day.ts';

/*
 * The errors of SNS and EventBridge, one row each. The result is stored before anything is sent, so none of them can lose it.
 * https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors
 * https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html
 */

let day: AwsDay;
beforeAll(async () => {
  day = await openAwsDay({ EVENT_BUS_NAME: 'glyphwatch' });
}, 30_000);
afterEach(() => day.mend());
afterAll(() => day.close());

const SOON = { againInSeconds: expect.closeTo(7.5, -1) };

describe.each([
  ['InternalError', 500],
  ['KMSThrottling', 400],
  ['Throttling', 400],
])('SNS: %s (%d) is transient', (code, status) => {
  it('the image is done, and its notification waits for the sweeper, which sends it once', async () => {
    const key = `sns ${code}.png`;
    const paid = day.calls('rekognition').length;
    day.break('sns', snsRefusal(code, status));
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
    expect(await day.waiting(key)).toMatchObject([{ channel: 'topic', attempts: 1 }]);
    day.mend();
    await day.sweepDue(key);
    expect(await day.waiting(key)).toEqual([]);
    expect(day.mailsAbout(key)).toHaveLength(1);
    expect(day.calls('rekognition')).toHaveLength(paid + 1);
  });
});

describe.each([
  ['NotFound', 404, 'notifier-misconfigured'],
  ['AuthorizationError', 403, 'notifier-misconfigured'],
  ['KMSDisabled', 400, 'notifier-misconfigured'],
  ['KMSInvalidState', 400, 'notifier-misconfigured'],
  ['KMSNotFound', 400, 'notifier-misconfigured'],
  ['KMSAccessDenied', 400, 'notifier-misconfigured'],
])('SNS: %s (%d) needs a person', (code, status, errorCode) => {
  it('the image is done, the notification waits, and the log says why', async () => {
    const key = `sns ${code}.png`;
    const before = day.lines.length;
    day.break('sns', snsRefusal(code, status));
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
    expect(await day.waiting(key)).toMatchObject([{ channel: 'topic', attempts: 1 }]);
    await day.sweepDue(key);
    expect(await day.waiting(key)).toMatchObject([{ channel: 'topic', attempts: 2 }]);
    const log = day.lines.slice(before).join('\n');
    expect(log).toContain(`"errorCode":"${errorCode}"`);
    expect(log).toContain('"NotificationFailures":1');
  });
});

it('SNS: what it refuses is sent once more in short, and is then a dead letter', async () => {
  const key = 'sns refused.png';
  const before = day.calls('sns').length;
  day.break('sns', snsRefusal('InvalidParameter', 400));
  expect(await day.deliverUpload({ key })).toBe('acknowledged');
  expect(await day.waiting(key)).toEqual([]);
  expect(day.calls('sns')).toHaveLength(before + 2);
  day.mend();
  await day.sweepDue(key);
  expect(day.calls('sns')).toHaveLength(before + 2);
});

it('SNS: after a lost answer the notification is sent again with the same id', async () => {
  const key = 'sns lost.png';
  day.break('sns', { kind: 'lose-answer' });
  expect(await day.deliverUpload({ key })).toBe('acknowledged');
  day.mend();
  await day.sweepDue(key);
  expect(day.mailsAbout(key)).toHaveLength(2);
  expect(await day.waiting(key)).toEqual([]);
});

describe.each(['InternalFailure', 'ThrottlingException'])(
  'EventBridge: %s inside a success',
  (code) => {
    it('is retried at once and goes unnoticed', async () => {
      const key = `bus ${code}.png`;
      const answers = [taken(code), taken()];
      const before = day.calls('eventbridge').length;
      day.plan('eventbridge', () => answers.shift());
      expect(await day.deliverUpload({ key })).toBe('acknowledged');
      expect(day.calls('eventbridge')).toHaveLength(before + 2);
      expect(await day.waiting(key)).toEqual([]);
    });
  },
);

describe.each([
  ['a lasting InternalFailure inside a success', taken('InternalFailure'), 'notifier-unavailable'],
  [
    'NotAuthorizedForSourceException inside a success',
    taken('NotAuthorizedForSourceException'),
    'notifier-misconfigured',
  ],
  ['AccessDeniedException', refusal('AccessDeniedException'), 'notifier-misconfigured'],
  ['InternalException', refusal('InternalException', 500), 'notifier-unavailable'],
])('EventBridge: %s', (name, fault, errorCode) => {
  it('people are still notified, and the event waits for the sweeper', async () => {
    const key = `bus ${name}.png`;
    const before = day.lines.length;
    day.break('eventbridge', fault);
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.waiting(key)).toMatchObject([{ channel: 'bus', attempts: 1 }]);
    expect(day.lines.slice(before).join('\n')).toContain(`"errorCode":"${errorCode}"`);
    day.mend();
    await day.sweepDue(key);
    expect(day.mailsAbout(key)).toHaveLength(1);
    expect(await day.waiting(key)).toEqual([]);
  });
});

describe('SQS', () => {
  it.each([
    ['InvalidParameterValue', refusal('com.amazonaws.sqs#InvalidParameterValue')],
    ['no answer', { kind: 'lose-answer' } as const],
  ])(
    'fails to postpone (%s): the message is not acknowledged, and returns later',
    async (name, fault) => {
      const key = `sqs ${name}.png`;
      day.break('rekognition', refusal('InternalServerError', 500));
      day.break('sqs', fault, 'ChangeMessageVisibility');
      const before = day.lines.length;
      expect(await day.deliverUpload({ key })).toEqual(SOON);
      expect(day.lines.slice(before).join('\n')).toContain('message not postponed');
    },
  );
});

describe('the rules', () => {
  it('cannot be read: nothing is claimed or paid for, and the message is retried', async () => {
    const fresh = await openAwsDay();
    fresh.break('s3', { kind: 'answer', status: 503 });
    expect(await fresh.deliverUpload({ key: 'a.png' })).toEqual(SOON);
    expect(fresh.calls('rekognition')).toEqual([]);
    fresh.mend();
    expect(await fresh.stored('a.png')).toBeUndefined();
    await fresh.close();
  }, 15_000);
});
