export {
  SnsNotifier,
  DEFAULT_MESSAGES_PER_SECOND,
  type SnsNotifierOptions,
} from './sns-notifier.ts';
export {
  filterPolicy,
  type FilteredAttribute,
  type FilterPolicy,
  type Wanted,
} from './filter-policy.ts';
