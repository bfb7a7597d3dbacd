import { SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { DENIED, json } from '../../../testing/cloud/answers.ts';
import {
  type DeployedPipeline,
  startDeployedPipeline,
} from '../../../testing/cloud/deployed-pipeline.ts';
import type { DeadLetter } from './dead-letter.ts';
import { runDlqRedrive } from './run-redrive.ts';
import { runDlqShow } from './run-show.ts';

const SHOW = { stack: 'Glyphwatch', format: 'json', limit: 100 } as const;
const REDRIVE = { stack: 'Glyphwatch', format: 'json', rate: 1000 } as const;
const SWEEP = JSON.stringify({
  source: 'aws.events',
  'detail-type': 'Scheduled Event',
  detail: {},
});

/** Long polling waits a second before a queue counts as empty. */
jest.setTimeout(30_000);

let cloud: DeployedPipeline;
let client: SQSClient;
beforeEach(async () => {
  cloud = await startDeployedPipeline();
  client = new SQSClient({});
});
afterEach(async () => {
  client.destroy();
  await cloud.close();
});

async function putDeadLetter(
  queue: 'DeadLetters' | 'UndeliveredEvents' | 'UndeliveredMessages',
  MessageBody: string,
  attributes: Readonly<Record<string, string>> = {},
): Promise<void> {
  const MessageAttributes = Object.fromEntries(
    Object.entries(attributes).map(([name, StringValue]) => [
      name,
      { DataType: 'String', StringValue },
    ]),
  );
  const QueueUrl = cloud.outputs[queue];
  await client.send(new SendMessageCommand({ QueueUrl, MessageBody, MessageAttributes }));
}

function event(key: string): string {
  return JSON.stringify({
    source: 'aws.s3',
    'detail-type': 'Object Created',
    detail: { bucket: { name: 'yard' }, object: { key } },
  });
}

async function show(more: object = {}): Promise<DeadLetter[]> {
  const io = cloud.io();
  expect(await runDlqShow({ ...SHOW, ...more }, io)).toBe(EXIT.done);
  const { deadLetters }: { deadLetters: DeadLetter[] } = JSON.parse(io.out());
  return deadLetters;
}

it('shows dead letters, why they are there and how often they were received', async () => {
  await putDeadLetter('UndeliveredEvents', event('a+b (1).png'), {
    ERROR_CODE: 'NO_PERMISSIONS',
    RULE_ARN: 'arn:aws:events:us-east-1:1:rule/Upload',
  });
  const [letter] = await show();
  expect(letter).toMatchObject({
    queue: 'events',
    images: ['yard/a+b (1).png'],
    kind: 'Object Created',
    receives: 1,
    reason: { ERROR_CODE: 'NO_PERMISSIONS', RULE_ARN: 'arn:aws:events:us-east-1:1:rule/Upload' },
  });
});

it('leaves every message in the queue, visible again at once', async () => {
  for (let number = 0; number < 25; number += 1)
    await putDeadLetter('DeadLetters', event(`${number}.png`));
  expect(await show()).toHaveLength(25);
  expect(await show()).toHaveLength(25);
  expect(cloud.bodies('dead-uploads')).toHaveLength(25);
  expect(await show({ limit: 12 })).toHaveLength(12);
});

it('shows everything even without the permission to make it visible again, and says so', async () => {
  await putDeadLetter('DeadLetters', event('a.png'));
  cloud.answers.set('sqs:ChangeMessageVisibilityBatch', DENIED);
  const io = cloud.io();
  expect(await runDlqShow({ ...SHOW, queue: 'uploads' }, io)).toBe(EXIT.done);
  expect(io.out()).toContain('yard/a.png');
  expect(io.err()).toContain('hidden for 120 seconds');
  expect(io.err()).toContain('need the permission sqs:ChangeMessageVisibility');
});

it('decodes keys that S3 encodes, and names no images for unreadable messages', async () => {
  const s3 = { bucket: { name: 'yard' }, object: { key: 'red+flower%2B.png' } };
  const Records = [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }];
  await putDeadLetter('DeadLetters', JSON.stringify({ Records }));
  await putDeadLetter('DeadLetters', 'garbage');
  expect((await show()).map(({ images, kind }) => [kind, images])).toEqual([
    ['ObjectCreated:Put', ['yard/red flower+.png']],
    ['unreadable (7 characters)', []],
  ]);
});

it('prints neither detected text nor control characters', async () => {
  await putDeadLetter(
    'UndeliveredMessages',
    JSON.stringify({ TopicArn: 't', Message: 'CANARY text' }),
    {
      ErrorCode: 'Throttled\u2028',
    },
  );
  await putDeadLetter('DeadLetters', event('\u001b[2J.png'));
  const io = cloud.io();
  await runDlqShow({ ...SHOW, format: 'table' }, io);
  expect(io.out()).not.toMatch(/CANARY|\u001b|\u2028/);
  expect(io.out()).toContain('\\u001b[2J.png');
  expect(io.out()).toContain('message to a subscriber');
});

async function redrive(more: object = {}) {
  const io = cloud.io();
  const code = await runDlqRedrive({ ...REDRIVE, ...more }, io);
  const { queues }: { queues: Record<string, unknown>[] } = JSON.parse(io.out());
  return { code, queues };
}

it('sends dead uploads and undelivered events through the pipeline again', async () => {
  for (let number = 0; number < 12; number += 1)
    await putDeadLetter('DeadLetters', event(`${number}.png`));
  await putDeadLetter('UndeliveredEvents', event('late.png'));
  const { code, queues } = await redrive();
  expect(code).toBe(EXIT.done);
  expect(queues).toEqual([
    { queue: 'uploads', moved: 12, left: 0, refused: 0, undeleted: 0 },
    { queue: 'events', moved: 1, left: 0, refused: 0, undeleted: 0 },
  ]);
  const sent = cloud.bodies('uploads').map((body) => JSON.parse(body));
  const keys = sent.map(({ detail }) => detail.object.key);
  expect(keys).toContain('late.png');
  expect(keys).toHaveLength(13);
  expect([cloud.bodies('dead-uploads'), cloud.bodies('dead-events')]).toEqual([[], []]);
});

it('makes uploads part of one run, of which people get one summary, unless asked for each', async () => {
  const s3 = { bucket: { name: 'yard' }, object: { key: 'b.png' } };
  const Records = [{ eventSource: 'aws:s3', eventName: 'ObjectCreated:Put', s3 }];
  const backfill = { id: 'r-1', name: 'backfill' };
  const own = JSON.parse(event('c.png'));
  const put = async () => {
    // As S3 writes it; SQS takes no such character unescaped.
    await putDeadLetter(
      'DeadLetters',
      event('a SMILE.png').replace('SMILE', String.raw`\ud83d\ude00`),
    );
    await putDeadLetter('DeadLetters', JSON.stringify({ Records }));
    await putDeadLetter(
      'DeadLetters',
      JSON.stringify({ ...own, detail: { ...own.detail, run: backfill } }),
    );
    await putDeadLetter('DeadLetters', 'garbage');
  };
  const sent = () => cloud.bodies('uploads').filter((body) => body !== 'garbage');
  await put();
  await redrive({ queue: 'uploads', notifyEach: true });
  expect(sent().filter((body) => body.includes('redrive'))).toEqual([]);
  const before = sent().length;
  await put();
  await redrive({ queue: 'uploads' });
  const marked = sent()
    .slice(before)
    .map((body) => JSON.parse(body));
  const runs = marked.map(({ detail, Records: [record] = [] }) => (detail ?? record).run);
  expect(runs.map(({ name }) => name).sort()).toEqual(['backfill', 'redrive', 'redrive']);
  const ids = runs.filter(({ name }) => name === 'redrive').map(({ id }) => id);
  expect(new Set(ids).size).toBe(1);
  const keys = marked.map(({ detail }) => detail?.object.key);
  expect(keys).toContain('a \ud83d\ude00.png');
});

it('leaves undelivered events that are not about images in their queue', async () => {
  await putDeadLetter('UndeliveredEvents', SWEEP);
  await putDeadLetter('UndeliveredEvents', event('late.png'));
  const { queues } = await redrive({ queue: 'events' });
  expect(queues).toEqual([{ queue: 'events', moved: 1, left: 1, refused: 0, undeleted: 0 }]);
  expect(cloud.bodies('dead-events')).toEqual([SWEEP]);
});

it('moves nothing on a dry run', async () => {
  await putDeadLetter('DeadLetters', event('a.png'));
  const { queues } = await redrive({ dryRun: true, queue: 'uploads' });
  expect(queues).toEqual([{ queue: 'uploads', moved: 1, left: 0, refused: 0, undeleted: 0 }]);
  expect([cloud.bodies('dead-uploads').length, cloud.bodies('uploads').length]).toEqual([1, 0]);
});

it('keeps messages that the upload queue rejects, and reports them', async () => {
  await putDeadLetter('DeadLetters', event('a.png'));
  cloud.answers.set(
    'sqs:SendMessageBatch',
    json({ Successful: [], Failed: [{ Id: '0', SenderFault: true, Code: 'InvalidMessage' }] }),
  );
  const { code, queues } = await redrive({ queue: 'uploads' });
  expect(code).toBe(EXIT.failed);
  expect(queues).toEqual([{ queue: 'uploads', moved: 0, left: 0, refused: 1, undeleted: 0 }]);
  expect(cloud.bodies('dead-uploads')).toHaveLength(1);
});

it('sends a message only once per run even if it cannot delete it', async () => {
  await putDeadLetter('DeadLetters', event('a.png'));
  cloud.answers.set(
    'sqs:DeleteMessageBatch',
    json({ Successful: [], Failed: [{ Id: '0', SenderFault: false, Code: 'InternalError' }] }),
  );
  const { code, queues } = await redrive({ queue: 'uploads' });
  expect(code).toBe(EXIT.failed);
  expect(queues).toEqual([{ queue: 'uploads', moved: 1, left: 0, refused: 0, undeleted: 1 }]);
  expect(cloud.bodies('uploads')).toHaveLength(1);
});

it('leaves messages to subscribers in the queue, so that nobody is notified twice', async () => {
  await putDeadLetter('UndeliveredMessages', JSON.stringify({ TopicArn: 't', Message: 'text' }));
  const io = cloud.io();
  expect(await runDlqRedrive({ ...REDRIVE, format: 'table' }, io)).toBe(EXIT.done);
  expect(io.out()).toContain('messages: left in the queue');
  expect(cloud.bodies('dead-messages')).toHaveLength(1);
});
