import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { CLIENT_TIMEOUTS, sendAtOnce } from '@glyphwatch/aws-failures';
import type { Notifier } from '@glyphwatch/domain';
import { EventBridgeNotifier } from '@glyphwatch/eventbridge-notifier';

export function openBus(busName: string): Notifier {
  const client = new EventBridgeClient({ requestHandler: CLIENT_TIMEOUTS });
  client.middlewareStack.use(sendAtOnce());
  return new EventBridgeNotifier(client, { busName });
}
