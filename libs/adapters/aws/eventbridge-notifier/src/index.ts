export { LARGEST_ENTRY_BYTES, entryBytes, entryOf } from './entry-of.ts';
export {
  EventBridgeNotifier,
  MAX_ENTRIES,
  type EventBridgeNotifierOptions,
} from './eventbridge-notifier.ts';
