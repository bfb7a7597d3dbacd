import { GetQueueAttributesCommand } from '@aws-sdk/client-sqs';
import { type Deployed, waitFor } from './deployed.ts';

/** Waits until nothing is in the queue or being worked on, as far as SQS counts. */
export async function isEmpty(deployed: Deployed, queue: 'Queue' | 'DeadLetters'): Promise<void> {
  let seen = '';
  const look = async (): Promise<true | undefined> => {
    const { Attributes = {} } = await deployed.clients.sqs.send(
      new GetQueueAttributesCommand({
        QueueUrl: deployed.outputs[queue],
        AttributeNames: [
          'ApproximateNumberOfMessages',
          'ApproximateNumberOfMessagesNotVisible',
          'ApproximateNumberOfMessagesDelayed',
        ],
      }),
    );
    seen = Object.entries(Attributes)
      .filter(([name]) => name.startsWith('Approximate'))
      .map(([name, count]) => `${name} ${count}`)
      .join(', ');
    const counts = [...seen.matchAll(/ (\d+)/g)];
    return counts.length > 0 && counts.every(([, count]) => count === '0') ? true : undefined;
  };
  await waitFor(`the queue ${queue} is empty`, deployed, look, () => seen);
}
