export {
  SnsNotifier,
  DEFAULT_MESSAGES_PER_SECOND,
  type SnsNotifierOptions,
} from './sns-notifier.ts';
