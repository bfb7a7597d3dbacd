import type { QueueRecord } from './inbound/read-invocation.ts';
import { handleBatch } from './handle-batch.ts';

const never = new Promise<void>(() => undefined);
const failures: string[] = [];
const onFailure = async ({ messageId }: QueueRecord) => void failures.push(messageId);
beforeEach(() => void (failures.length = 0));

function record(messageId: string): QueueRecord {
  const attributes = { ApproximateReceiveCount: 1 };
  return { messageId, receiptHandle: messageId, body: '', attributes };
}

function failedOf({ batchItemFailures }: Awaited<ReturnType<typeof handleBatch>>): string[] {
  return batchItemFailures.map(({ itemIdentifier }) => itemIdentifier);
}

const records = ['a', 'b', 'c', 'd'].map(record);

it('acknowledges only what resolved to done', async () => {
  const answers: Record<string, () => Promise<'done' | 'again'>> = {
    a: async () => 'done',
    b: async () => 'again',
    c: async () => Promise.reject(new Error('failed')),
    d: () => {
      throw new Error('thrown before the promise');
    },
  };
  const work = ({ messageId }: QueueRecord) => answers[messageId]?.() ?? Promise.resolve('again');
  const answer = await handleBatch(records, work, { concurrency: 2, deadline: never, onFailure });
  expect(failedOf(answer)).toEqual(['b', 'c', 'd']);
  expect(failures.sort()).toEqual(['c', 'd']);
});

it('does not acknowledge what is unresolved at the deadline', async () => {
  const time = Promise.withResolvers<void>();
  const started: string[] = [];
  const work = async ({ messageId }: QueueRecord): Promise<'done'> => {
    started.push(messageId);
    if (messageId === 'a') return 'done';
    time.resolve();
    await never;
    return 'done';
  };
  const answer = await handleBatch(records, work, {
    concurrency: 1,
    deadline: time.promise,
    onFailure,
  });
  expect(failedOf(answer)).toEqual(['b', 'c', 'd']);
  expect(started).toEqual(['a', 'b']);
});

it('starts no further record after the deadline', async () => {
  const time = Promise.withResolvers<void>();
  const slow = Promise.withResolvers<'done'>();
  const started: string[] = [];
  const work = ({ messageId }: QueueRecord): Promise<'done'> => {
    started.push(messageId);
    time.resolve();
    return slow.promise;
  };
  await handleBatch(records, work, { concurrency: 1, deadline: time.promise, onFailure });
  slow.resolve('done');
  await new Promise((resolve) => setImmediate(resolve));
  expect(started).toEqual(['a']);
});

it('handles as many records at once as allowed', async () => {
  let inWork = 0;
  let most = 0;
  const work = async (): Promise<'done'> => {
    inWork += 1;
    most = Math.max(most, inWork);
    await new Promise((resolve) => setImmediate(resolve));
    inWork -= 1;
    return 'done';
  };
  const answer = await handleBatch(records, work, { concurrency: 3, deadline: never, onFailure });
  expect(most).toBe(3);
  expect(failedOf(answer)).toEqual([]);
});

it('retries a message that appears twice and failed once', async () => {
  let calls = 0;
  const work = async (): Promise<'done' | 'again'> => (++calls === 1 ? 'again' : 'done');
  const twice = [record('a'), record('a')];
  const answer = await handleBatch(twice, work, { concurrency: 1, deadline: never, onFailure });
  expect(failedOf(answer)).toEqual(['a']);
});

it('answers an empty batch with an empty list', async () => {
  const answer = await handleBatch([], async () => 'done', {
    concurrency: 5,
    deadline: never,
    onFailure,
  });
  expect(answer).toEqual({ batchItemFailures: [] });
});
