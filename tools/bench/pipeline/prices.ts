/*
 * List prices in us-east-1 as of November 2026, without free tiers, US dollars.
 */

const MEMORY_GB = 1769 / 1024;

/** One second of a function with one virtual CPU: https://aws.amazon.com/lambda/pricing/ */
export const LAMBDA_SECOND = {
  arm64: 0.000_013_333_4 * MEMORY_GB,
  x64: 0.000_016_666_7 * MEMORY_GB,
} as const;

/** https://aws.amazon.com/rekognition/pricing/ */
export const REKOGNITION_PER_IMAGE = 0.001;

/**
 * Everything but reading text, for an image without a match in a batch of ten: S3's event and the result's (EventBridge), eight write
 * units (DynamoDB), three requests (SQS), 2 KB of logs, one GET (S3), a tenth of a request (Lambda). Uploading, storage and mails are
 * not counted. https://aws.amazon.com/eventbridge/pricing/, /dynamodb/pricing/on-demand/, /sqs/pricing/, /cloudwatch/pricing/, /s3/pricing/
 */
export const OTHERS_PER_IMAGE =
  2 * 1e-6 + 8 * 0.625e-6 + 0.3 * 0.4e-6 + (2 / 1e6) * 0.5 + 0.4e-6 + 0.1 * 0.2e-6;
