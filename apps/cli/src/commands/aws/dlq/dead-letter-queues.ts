import { DEAD_LETTER_QUEUES, type DeadLetterQueue } from './options.ts';
import type { Deployment } from '../find-stack.ts';

export function chosenQueues(one: DeadLetterQueue | undefined): readonly DeadLetterQueue[] {
  return DEAD_LETTER_QUEUES.filter((queue) => one === undefined || queue === one);
}

export function urlOf(queue: DeadLetterQueue, { parts }: Deployment): string {
  switch (queue) {
    case 'uploads':
      return parts.DeadLetters;
    case 'events':
      return parts.UndeliveredEvents;
    case 'messages':
      return parts.UndeliveredMessages;
  }
}
