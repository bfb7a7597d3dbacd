import { messageForUsers } from '@glyphwatch/domain';
import { count } from './show.ts';

/** Says that nothing is lost, because the next run sends it. */
export function unsentText(image: string, error: unknown): string {
  return `${image}: saved; notification not sent yet. ${failureText(error)}`;
}

export function restText(channel: string, restMs: number): string {
  return `the channel ${channel} does not answer and is left alone for ${count(restMs / 60_000, 'minute')}; its notifications stay pending`;
}

/** Even an unexpected error may be shown in full here: it happened on the reader's own machine. */
export function failureText(error: unknown): string {
  const otherwise = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return messageForUsers(error, otherwise);
}
