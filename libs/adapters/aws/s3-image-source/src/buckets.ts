export * from './bucket-image.ts';
export * from './list-objects.ts';
export * from './open-bucket.ts';
export * from './watch-bucket.ts';
