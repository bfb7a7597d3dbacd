import {
  CreateQueueCommand,
  GetQueueAttributesCommand,
  SendMessageBatchCommand,
  SQSClient,
} from '@aws-sdk/client-sqs';
import { ANY_CREDENTIALS, type Emulators, startEmulators } from '../emulators.ts';
import type { MappingResource } from '../template/read-resources.ts';
import { QueuePoller } from './queue-poller.ts';

const REGION = 'us-east-1';

interface Batch {
  readonly Records: readonly { readonly messageId: string; readonly body: string }[];
}

let emulators: Emulators;
let sqs: SQSClient;
let count = 0;
beforeAll(async () => {
  emulators = await startEmulators(REGION);
  sqs = new SQSClient({ endpoint: emulators.fauxqs, region: REGION, credentials: ANY_CREDENTIALS });
});
afterAll(async () => {
  sqs.destroy();
  await emulators.close();
});

/** Lets a function work on so many messages, and gives the batches it got and what is left of them. */
async function poll(
  messages: number,
  work: (batch: Batch) => unknown,
  mapping: Partial<MappingResource> = {},
) {
  const name = `q${(count += 1)}`;
  const { QueueUrl: url = '' } = await sqs.send(new CreateQueueCommand({ QueueName: name }));
  for (let begin = 0; begin < messages; begin += 10) {
    const ids = Array.from({ length: Math.min(10, messages - begin) }, (_, i) => `${begin + i}`);
    const Entries = ids.map((Id) => ({ Id, MessageBody: Id }));
    await sqs.send(new SendMessageBatchCommand({ QueueUrl: url, Entries }));
  }
  const batches: Batch[] = [];
  const failures: unknown[] = [];
  const { promise: seenAll, resolve } = Promise.withResolvers<void>();
  const poller = new QueuePoller({
    mapping: { ...MAPPING, ...mapping },
    queue: { logicalId: name, name, arn: `arn:aws:sqs:x:0:${name}`, url, attributes: {} },
    target: {
      async invoke(event) {
        batches.push(event as Batch);
        if (batches.flatMap(({ Records }) => Records).length === messages) resolve();
        return work(event as Batch);
      },
    },
    endpoint: emulators.fauxqs,
    region: REGION,
    accessKeyId: 'Role',
    onFailure: (error) => failures.push(error),
  });
  await poller.start();
  await seenAll;
  await poller.stop();
  const AttributeNames = ['All' as const];
  const { Attributes } = await sqs.send(
    new GetQueueAttributesCommand({ QueueUrl: url, AttributeNames }),
  );
  const left = Number(Attributes?.['ApproximateNumberOfMessagesNotVisible']);
  return { batches: batches.map(({ Records }) => Records), left, failures };
}

const MAPPING: MappingResource = {
  queueArn: '',
  functionName: '',
  batchSize: 10,
  windowSeconds: 0,
  maxConcurrency: 1,
  reportsFailures: true,
};

it('hands over at most a batch, and deletes it afterwards', async () => {
  const { batches, left } = await poll(7, () => undefined, { batchSize: 3 });
  expect(batches.map(({ length }) => length)).toEqual([3, 3, 1]);
  expect(left).toBe(0);
});

it('receives several times until the batch is full', async () => {
  const { batches } = await poll(25, () => undefined, { batchSize: 25, windowSeconds: 30 });
  expect(batches.map(({ length }) => length)).toEqual([25]);
});

it('keeps the messages that the answer names', async () => {
  const first = ({ Records }: Batch) => ({
    batchItemFailures: [{ itemIdentifier: Records[0]?.messageId }],
  });
  expect((await poll(3, first)).left).toBe(1);
});

it('deletes all when the mapping takes no failure report', async () => {
  const all = ({ Records }: Batch) => ({
    batchItemFailures: Records.map(({ messageId }) => ({ itemIdentifier: messageId })),
  });
  expect((await poll(3, all, { reportsFailures: false })).left).toBe(0);
});

it('keeps all when the invocation fails', async () => {
  const { left, failures } = await poll(3, () => {
    throw new Error('It broke.');
  });
  expect(left).toBe(3);
  expect(failures).toEqual([expect.objectContaining({ message: 'It broke.' })]);
});

it('never exceeds its concurrency', async () => {
  let [now, most] = [0, 0];
  const slow = async () => {
    now += 1;
    most = Math.max(most, now);
    await new Promise(setImmediate);
    now -= 1;
  };
  await poll(20, slow, { batchSize: 1, maxConcurrency: 3 });
  expect(most).toBeLessThanOrEqual(3);
});
