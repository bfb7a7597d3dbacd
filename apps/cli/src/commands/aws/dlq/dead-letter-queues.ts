import { DEAD_LETTER_QUEUES, type DeadLetterQueue } from './options.ts';
import type { Deployment } from '../find-stack.ts';

export function chosenQueues(one: DeadLetterQueue | undefined): readonly DeadLetterQueue[] {
  return DEAD_LETTER_QUEUES.filter((queue) => one === undefined || queue === one);
}

export function urlOf(queue: DeadLetterQueue, { outputs }: Deployment): string {
  const {
    DeadLetters: uploads,
    UndeliveredEvents: events,
    UndeliveredMessages: messages,
  } = outputs;
  return { uploads, events, messages }[queue];
}
