export * from './console-notifier.ts';
