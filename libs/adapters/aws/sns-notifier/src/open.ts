import { SNSClient } from '@aws-sdk/client-sns';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { SnsNotifier, type SnsNotifierOptions } from './sns-notifier.ts';

/** With the SDK's client, configured by the environment. */
export function openSnsNotifier(options: SnsNotifierOptions): SnsNotifier {
  return new SnsNotifier(new SNSClient({ requestHandler: CLIENT_TIMEOUTS }), options);
}
