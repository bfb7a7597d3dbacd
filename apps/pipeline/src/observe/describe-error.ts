import { errorCode, messageForUsers } from '@glyphwatch/domain';
import { escapeControls } from '@glyphwatch/document-reader/environment';
import type { LogFields } from './logger.ts';

const MAX_CAUSES = 5;

/**
 * What may be logged about a failure: our own messages are safe, others may quote text or a key, so only their name and
 * stack frames are logged.
 */
export function describeError(error: unknown): LogFields {
  const code = errorCode(error);
  const causes = causesOf(error).map(nameOf);
  return {
    errorCode: code ?? 'unexpected',
    error: escapeControls(messageForUsers(error, nameOf(error))),
    ...(causes.length > 0 ? { causes } : {}),
    ...(code ? {} : { at: placesOf(error) }),
  };
}

function causesOf(error: unknown): unknown[] {
  const causes: unknown[] = [];
  let cause: unknown = error instanceof Error ? error.cause : undefined;
  while (cause instanceof Error && causes.length < MAX_CAUSES) {
    causes.push(cause);
    cause = cause.cause;
  }
  return causes;
}

function nameOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  return errorCode(error) ?? error.name;
}

/** The frames of the stack, without the message above them. */
function placesOf(error: unknown): string[] {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  return stack
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());
}
