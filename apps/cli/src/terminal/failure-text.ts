import { messageForUsers } from '@glyphwatch/domain';
import { causesOf } from './causes-of.ts';
import { count } from './show.ts';

export interface Debug {
  /** Whether to show what led to a failure. */
  readonly debug: boolean;
}

/** Says that nothing is lost, because the next run records it. */
export function unrecordedText(image: string, error: unknown, debug: Debug): string {
  return `${image}: saved; its matches are not in the history yet, the next run adds them. ${failureText(error, debug)}`;
}

export function restText(channel: string, restMs: number): string {
  return `the channel ${channel} does not answer and is left alone for ${count(restMs / 60_000, 'minute')}; its notifications wait`;
}

/** Even an unexpected error may be shown in full here: it happened on the reader's own machine. */
export function failureText(error: unknown, { debug }: Debug = { debug: false }): string {
  const otherwise = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  const message = messageForUsers(error, otherwise);
  return debug ? [message, ...causesOf(error)].join('\n') : message;
}
