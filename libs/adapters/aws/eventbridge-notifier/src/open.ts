import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';
import { EventBridgeNotifier, type EventBridgeNotifierOptions } from './eventbridge-notifier.ts';

/** With the SDK's client, configured by the environment. */
export function openEventBridgeNotifier(options: EventBridgeNotifierOptions): EventBridgeNotifier {
  const client = new EventBridgeClient({ requestHandler: CLIENT_TIMEOUTS });
  return new EventBridgeNotifier(client, options);
}
