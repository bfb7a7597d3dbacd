import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';

/** Large pictures take Rekognition longer than other services need to answer. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * For the client that is passed in. Attempts and retry mode are the SDK's, so that `AWS_MAX_ATTEMPTS` and
 * `AWS_RETRY_MODE` work. The longest that one detection can take with its defaults, including its pauses:
 *
 *     1st try ≤ 10 s │ ≤ 1 s │ 2nd try ≤ 10 s │ ≤ 2 s │ 3rd try ≤ 10 s      → ≤ 33 s
 *
 * A function's timeout must be longer than that.
 * https://docs.aws.amazon.com/sdkref/latest/guide/feature-retry-behavior.html
 */
export const REKOGNITION_CLIENT_OPTIONS = {
  requestHandler: { ...CLIENT_TIMEOUTS, requestTimeout: REQUEST_TIMEOUT_MS },
} as const;
