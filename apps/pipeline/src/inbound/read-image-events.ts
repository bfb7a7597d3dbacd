import { invalid, isRecord } from './fields.ts';
import type { ImageEvent } from './image-event.ts';
import {
  isClassicNotification,
  isTestNotification,
  readClassicNotification,
} from './read-classic-notification.ts';
import { isEventBridgeEvent, readEventBridgeEvent } from './read-eventbridge-event.ts';

/** The envelope's shape says which reader knows whether its key is encoded: never guess by the key. */
export function readImageEvents(value: unknown): ImageEvent[] {
  if (isRecord(value)) {
    if (isEventBridgeEvent(value)) return readEventBridgeEvent(value);
    if (isClassicNotification(value)) return readClassicNotification(value.Records);
    if (isTestNotification(value)) return [];
  }
  throw invalid(
    'This is no event of S3, neither as EventBridge brings it nor as S3 sends it itself.',
  );
}

export function readMessageBody(body: string): ImageEvent[] {
  return readImageEvents(parsed(body));
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // The parser's own message quotes the text: no cause.
    throw invalid(`This message is not JSON (${body.length} characters).`);
  }
}
