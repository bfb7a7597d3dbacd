export * from './telegram-notifier.ts';
