export * from './ntfy-notifier.ts';
