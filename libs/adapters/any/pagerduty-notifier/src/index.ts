export * from './pagerduty-notifier.ts';
