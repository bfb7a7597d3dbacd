export * from './filter-policy.ts';
export * from './sns-notifier.ts';
