export * from './event-grid-notices.ts';
export * from './is-same-secret.ts';
export * from './minio-notices.ts';
export * from './parsed-notices.ts';
export * from './pubsub-notices.ts';
