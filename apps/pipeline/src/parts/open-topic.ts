import { SNSClient } from '@aws-sdk/client-sns';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import type { Notifier } from '@glyphwatch/domain';
import { SnsNotifier } from '@glyphwatch/sns-notifier';

export function openTopic(topicArn: string, messagesPerSecond: number): Notifier {
  const client = new SNSClient({ requestHandler: CLIENT_TIMEOUTS });
  return new SnsNotifier(client, { topicArn, messagesPerSecond });
}
