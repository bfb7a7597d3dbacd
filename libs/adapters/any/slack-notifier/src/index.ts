export * from './slack-notifier.ts';
