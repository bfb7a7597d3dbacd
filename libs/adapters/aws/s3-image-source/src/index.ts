export { S3ImageSource, type S3ImageSourceOptions } from './s3-image-source.ts';
