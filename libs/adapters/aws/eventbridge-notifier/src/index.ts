export * from './entry-of.ts';
export * from './eventbridge-notifier.ts';
