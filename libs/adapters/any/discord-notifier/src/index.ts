export * from './discord-notifier.ts';
