import { failureKind, failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';

/** Only these entries may get through when sent again. */
const WORTH_RETRYING = ['InternalFailure', 'ThrottlingException'];
/** Entry codes that a person must act on, besides those that all services share. */
const PERSON_MUST_ACT = ['NotAuthorizedForSourceException', 'NotAuthorizedForDetailTypeException'];

export function isWorthRetrying(errorCode: string): boolean {
  return WORTH_RETRYING.includes(errorCode);
}

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutEventsResultEntry.html */
export function failureOfEntry(errorCode: string, busName: string): GlyphwatchError {
  // A code of one entry has no status of its own; 400 makes an unknown one a refusal.
  const error = Object.assign(new Error(`PutEvents entry: ${errorCode}`), {
    name: errorCode,
    $metadata: { httpStatusCode: 400 },
  });
  return failureOf(error, busName);
}

export function failureOf(error: unknown, busName: string): GlyphwatchError {
  const isForPerson = PERSON_MUST_ACT.includes(failureName(error));
  if (!isForPerson && failureKind(error) === 'refused') {
    return new GlyphwatchError(
      'notification-refused',
      `EventBridge will never take this event (${failureName(error)}). The result is kept; look it up in the store, and report the event.`,
      { cause: error },
    );
  }
  return translateFailure(error, {
    unavailable: 'notifier-unavailable',
    misconfigured: 'notifier-misconfigured',
    service: `the event bus ${busName}`,
    advice: { denied: 'Give the role events:PutEvents on it.' },
  });
}
