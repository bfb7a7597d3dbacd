import { failureName, translateFailure } from '@glyphwatch/aws-failures';
import { GlyphwatchError } from '@glyphwatch/domain';

const REFUSALS = [
  'InvalidParameterException',
  'InvalidParameterValueException',
  'InvalidParameter',
];

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
export function failureOf(error: unknown, topicArn: string): GlyphwatchError {
  if (REFUSALS.includes(failureName(error)) && !blamesTopic(error)) {
    return new GlyphwatchError(
      'notification-refused',
      `SNS will never take this message (${failureName(error)}). The result is kept; look it up in the store, and report the message.`,
      { cause: error },
    );
  }
  return translateFailure(error, {
    unavailable: 'notifier-unavailable',
    misconfigured: 'notifier-misconfigured',
    service: `the SNS topic ${topicArn}`,
    advice: {
      denied:
        'Give the role sns:Publish on it, and kms:GenerateDataKey and kms:Decrypt on its key.',
      missing: 'Check its name, account and region, or deploy it.',
    },
  });
}

/** A topic's ARN that is none is told by the same name. */
function blamesTopic(error: unknown): boolean {
  return error instanceof Error && /TopicArn/i.test(error.message);
}
