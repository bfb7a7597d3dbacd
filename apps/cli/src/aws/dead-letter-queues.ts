import { SQSClient } from '@aws-sdk/client-sqs';
import { DEAD_LETTERS, type DeadLetters, type StackOptions } from '../commands/aws.ts';
import type { Io } from '../io.ts';
import { SQS_OPTIONS } from './client-config.ts';
import { type Deployment, findStack } from './find-stack.ts';

/** The one that was asked for, or all. */
export function chosenQueues(wish: DeadLetters | undefined): readonly DeadLetters[] {
  return DEAD_LETTERS.filter((queue) => wish === undefined || queue === wish);
}

export function urlOf(queue: DeadLetters, { parts }: Deployment): string {
  switch (queue) {
    case 'uploads':
      return parts.DeadLetters;
    case 'events':
      return parts.UndeliveredEvents;
    case 'messages':
      return parts.UndeliveredMessages;
  }
}

/** Lends a client for the queues of the stack that a call means. */
export async function withQueues<T>(
  options: StackOptions,
  io: Io,
  work: (client: SQSClient, deployment: Deployment) => Promise<T>,
): Promise<T> {
  const deployment = await findStack(options, io);
  const client = new SQSClient({ ...deployment.config, ...SQS_OPTIONS });
  try {
    return await work(client, deployment);
  } finally {
    client.destroy();
  }
}
