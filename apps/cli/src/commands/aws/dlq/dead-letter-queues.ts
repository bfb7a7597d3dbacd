import { DEAD_LETTERS, type DeadLetters } from './options.ts';
import type { Deployment } from '../find-stack.ts';

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
