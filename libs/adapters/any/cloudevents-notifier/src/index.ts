export * from './cloudevents-notifier.ts';
