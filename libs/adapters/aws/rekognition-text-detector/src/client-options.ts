import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';

/** A large picture takes Rekognition longer than other services take to answer. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * For the client that is handed in. The most that one detection can take, pauses of the SDK included:
 *
 *     1st try ≤ 10 s │ ≤ 1 s │ 2nd try ≤ 10 s │ ≤ 2 s │ 3rd try ≤ 10 s      → ≤ 33 s
 *
 * so a function that detects one image needs a timeout above that.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const REKOGNITION_CLIENT_OPTIONS = {
  maxAttempts: 3,
  retryMode: 'standard',
  requestHandler: { ...CLIENT_TIMEOUTS, requestTimeout: REQUEST_TIMEOUT_MS },
} as const;
