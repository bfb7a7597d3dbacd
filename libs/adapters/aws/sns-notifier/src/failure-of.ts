import { notifierFailure } from '@glyphwatch/aws-failures';
import type { GlyphwatchError } from '@glyphwatch/domain';

/** https://docs.aws.amazon.com/sns/latest/api/API_Publish.html#API_Publish_Errors */
export function failureOf(error: unknown, topicArn: string): GlyphwatchError {
  return notifierFailure(error, {
    service: `the SNS topic ${topicArn}`,
    // SNS reports a malformed topic ARN under the same name as a malformed message.
    settingAtFault: error instanceof Error && /TopicArn/i.test(error.message),
    advice: {
      denied:
        'Give the role sns:Publish on the topic, and kms:GenerateDataKey and kms:Decrypt on its key.',
      refused: 'Check the topic ARN.',
    },
  });
}
