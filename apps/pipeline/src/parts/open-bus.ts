import type { Notifier } from '@glyphwatch/domain';
import { EventBridgeNotifier } from '@glyphwatch/eventbridge-notifier';
import { EVENTBRIDGE } from '../calls/json-client.ts';
import { openClient } from '../calls/open-client.ts';

export function openBus(busName: string): Notifier {
  return new EventBridgeNotifier(openClient(EVENTBRIDGE), { busName });
}
