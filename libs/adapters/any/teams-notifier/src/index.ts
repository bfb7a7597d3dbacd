export * from './teams-notifier.ts';
