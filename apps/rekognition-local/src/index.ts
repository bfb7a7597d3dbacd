export * from './faults.ts';
export * from './start-rekognition-local.ts';
export type { S3Settings } from './s3-images.ts';
