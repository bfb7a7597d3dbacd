export * from './filter-policy.ts';
export * from './messages-per-second.ts';
export * from './sns-notifier.ts';
