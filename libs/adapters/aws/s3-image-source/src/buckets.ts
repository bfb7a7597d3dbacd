export * from './bucket-image.ts';
export * from './list-objects.ts';
export * from './open-bucket.ts';
export * from './s3-image-source.ts';
export * from './watch-bucket.ts';
