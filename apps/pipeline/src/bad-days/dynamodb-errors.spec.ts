import { imageIdOf } from '@glyphwatch/domain';
import { onceAt } from '@glyphwatch/aws-failures/testing';
import { deletedEvent } from '../testing/events.ts';
import { type AwsDay, openAwsDay, refusal as refusalOf, shows } from '../testing/aws-day.ts';

/*
 * Each error of DynamoDB, at each step that writes:
 * https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Programming.Errors.html
 */

let day: AwsDay;
beforeAll(async () => {
  day = await openAwsDay();
}, 30_000);
afterEach(() => day.mend());
afterAll(() => day.close());

const SOON = { againInSeconds: expect.closeTo(7.5, -1) };

function refusal(name: string, status = 400) {
  return refusalOf(`com.amazonaws.dynamodb.v20120810#${name}`, status);
}

describe.each([
  ['ProvisionedThroughputExceededException', 400],
  ['ThrottlingException', 400],
  ['RequestLimitExceeded', 400],
  ['InternalServerError', 500],
  ['TransactionInProgressException', 400],
  ['ReplicatedWriteConflictException', 400],
  ['TransactionConflictException', 400],
])('%s (%d) is transient', (name, status) => {
  it('before the claim: nothing is stored or paid for, and the message is retried', async () => {
    const key = `claim ${name}.png`;
    const paid = day.calls('rekognition').length;
    day.break('dynamodb', refusal(name, status));
    expect(await day.deliverUpload({ key })).toEqual(SOON);
    day.mend();
    expect(await day.stored(key)).toBeUndefined();
    expect(day.calls('rekognition')).toHaveLength(paid);
    expect(await day.deliverUpload({ key }, { attempt: 2 })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED', attempts: 1 });
    expect(day.mailsAbout(key)).toHaveLength(1);
  });
});

it('throttled at the commit: nothing is sent before the result is stored, and the message is retried', async () => {
  const key = 'commit.png';
  day.break('dynamodb', refusal('ThrottlingException'), 'TransactWriteItems');
  expect(await day.deliverUpload({ key })).not.toBe('acknowledged');
  expect(await day.stored(key)).toMatchObject({ status: 'PROCESSING' });
  expect(day.mailsAbout(key)).toEqual([]);
});

it('throttled at the history: people are told, and the next delivery records it', async () => {
  const key = 'history.png';
  day.break('dynamodb', refusal('ThrottlingException'), 'BatchWriteItem');
  expect(await day.deliverUpload({ key })).toEqual(SOON);
  expect(await day.stored(key)).toMatchObject({ status: 'MATCHED', unrecorded: [{}] });
  expect(day.mailsAbout(key)).toHaveLength(1);
  day.mend();
  expect(await day.deliverUpload({ key }, { attempt: 2 })).toBe('acknowledged');
  expect(await day.stored(key)).toMatchObject({ unrecorded: [] });
  expect(await day.matchesAbout(key)).toHaveLength(1);
  expect(day.mailsAbout(key)).toHaveLength(1);
});

it('after a lost answer to the commit, the result is stored once and sent once', async () => {
  const key = 'lost answer.png';
  day.plan('dynamodb', onceAt('TransactWriteItems', { kind: 'lose-answer' }));
  await day.deliverUpload({ key });
  day.mend();
  await day.deliverUpload({ key }, { attempt: 2 });
  expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
  expect(await day.matchesAbout(key)).toHaveLength(1);
});

it('ConditionalCheckFailedException is an answer, not a failure: the item is read again', async () => {
  const key = 'condition.png';
  day.plan('dynamodb', onceAt('PutItem', refusal('ConditionalCheckFailedException')));
  expect(await day.deliverUpload({ key })).toBe('acknowledged');
  expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
  expect(day.mailsAbout(key)).toHaveLength(1);
});

describe.each([
  ['AccessDeniedException', 'permission'],
  ['ResourceNotFoundException', ''],
  ['ValidationException', ''],
  ['UnrecognizedClientException', 'credentials'],
])('%s needs a person', (name, advice) => {
  it('nothing is lost: the message is retried, and the log says what to do', async () => {
    const key = `person ${name}.png`;
    const before = day.lines.length;
    day.break('dynamodb', refusal(name));
    expect(await day.deliverUpload({ key })).toEqual(SOON);
    const log = day.lines.slice(before).join('\n');
    expect(log).toContain('"errorCode":"store-misconfigured"');
    expect(log).toContain(`answered ${name}`);
    expect(log).toContain(advice);
    day.mend();
    expect(await day.deliverUpload({ key }, { attempt: 2 })).toBe('acknowledged');
  });
});

describe('limits of an item', () => {
  it('a key of 1,024 bytes is stored, indexed and found', async () => {
    const key = `${'é'.repeat(510)}.png`;
    expect(Buffer.byteLength(key)).toBe(1024);
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
    expect(await day.matchesAbout(key)).toHaveLength(1);
    expect(imageIdOf({ bucket: 'yard', key })).toBe(`yard/${key}`);
  });

  it('text with lone surrogates and a NUL is stored and matched', async () => {
    const key = 'half.png';
    day.break('rekognition', shows('KEEP OUT \ud800 \u0000 \udc00'));
    expect(await day.deliverUpload({ key })).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'MATCHED' });
  });

  it.each(['a.b[0]#c:d.png', '#status = :done', 'Revision', 'part:0'])(
    'the key %j has no meaning for DynamoDB',
    async (key) => {
      expect(await day.deliverUpload({ key })).toBe('acknowledged');
      expect(await day.stored(key)).toMatchObject({ status: 'MATCHED', address: { key } });
    },
  );

  it('a throttled deletion is retried', async () => {
    const key = 'deleted.png';
    await day.deliverUpload({ key, sequencer: 'a0' });
    day.break('dynamodb', refusal('ThrottlingException'));
    const deletion = deletedEvent({ key, sequencer: 'a1' });
    expect(await day.deliver(deletion)).toEqual(SOON);
    day.mend();
    expect(await day.deliver(deletion)).toBe('acknowledged');
    expect(await day.stored(key)).toMatchObject({ status: 'GONE' });
  });
});
