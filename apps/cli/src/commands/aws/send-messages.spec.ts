import { createHash } from 'node:crypto';
import type { SendMessageBatchCommand } from '@aws-sdk/client-sqs';
import { SQSClient } from '@aws-sdk/client-sqs';
import { startLocalCloud, type LocalCloud } from '../../testing/cloud/local-cloud.ts';
import { inBatches, sendBatch } from './send-messages.ts';

let cloud: LocalCloud;
let client: SQSClient;
beforeAll(async () => {
  cloud = await startLocalCloud();
  client = new SQSClient({
    endpoint: cloud.endpoint,
    region: 'us-east-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
  });
});
afterAll(async () => {
  client.destroy();
  await cloud.close();
});

type Entries = NonNullable<SendMessageBatchCommand['input']['Entries']>;

/** Each message fails as many times as the number in its body. */
function failing(isSender: boolean): { readonly asked: number[] } {
  const asked: number[] = [];
  cloud.answers.set('sqs:SendMessageBatch', ({ body }) => {
    const { Entries }: { Entries: Entries } = JSON.parse(body);
    asked.push(Entries.length);
    const failed = Entries.filter(({ MessageBody }) => Number(MessageBody) >= asked.length);
    return {
      body: JSON.stringify({
        Successful: Entries.filter((entry) => !failed.includes(entry)).map(
          ({ Id, MessageBody = '' }) => ({
            Id,
            MD5OfMessageBody: createHash('md5').update(MessageBody).digest('hex'),
          }),
        ),
        Failed: failed.map(({ Id }) => ({ Id, SenderFault: isSender, Code: 'x' })),
      }),
    };
  });
  return { asked };
}

it('retries only the messages that failed on the side of SQS', async () => {
  const { asked } = failing(false);
  const waits: number[] = [];
  const wait = async (milliseconds: number) => void waits.push(milliseconds);
  expect(await sendBatch(client, 'http://q/1/uploads', ['0', '2', '1'], wait)).toEqual([]);
  expect({ asked, waits }).toEqual({ asked: [3, 2, 1], waits: [200, 400] });
});

it('gives up on messages that keep failing, and at once on invalid ones', async () => {
  failing(false);
  const wait = async (): Promise<void> => {};
  expect(await sendBatch(client, 'http://q/1/uploads', ['0', '9'], wait)).toEqual([1]);
  const { asked } = failing(true);
  expect(await sendBatch(client, 'http://q/1/uploads', ['1', '0', '1'], wait)).toEqual([0, 2]);
  expect(asked).toEqual([3]);
});

it('puts as many messages into one request as fit', () => {
  const sizes = (bodies: readonly string[]) =>
    inBatches(bodies, (body) => body).map((one) => one.length);
  expect(sizes(Array.from({ length: 21 }, () => 'x'))).toEqual([10, 10, 1]);
  const large = 'x'.repeat(700_000);
  expect(sizes([large, large, 'x'])).toEqual([1, 2]);
});
