export { DEFAULT_MESSAGES_PER_SECOND } from './messages-per-second.ts';
export { SnsNotifier, type SnsNotifierOptions } from './sns-notifier.ts';
export {
  filterPolicy,
  type FilteredAttribute,
  type FilterPolicy,
  type Wanted,
} from './filter-policy.ts';
