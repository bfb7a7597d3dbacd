import { SQSClient } from '@aws-sdk/client-sqs';
import { DEAD_LETTERS, type DeadLetters } from './options.ts';
import { type StackOptions } from '../options.ts';
import type { Io } from '../../../terminal/io.ts';
import { SQS_OPTIONS } from '../client-config.ts';
import { type Deployment, findStack } from '../find-stack.ts';

/** The one that was asked for, or all. */
export function chosenQueues(one: DeadLetters | undefined): readonly DeadLetters[] {
  return DEAD_LETTERS.filter((queue) => one === undefined || queue === one);
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
