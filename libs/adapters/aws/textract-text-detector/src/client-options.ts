import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';

/** A dense page takes seconds, and its bytes have to be sent first. */
const REQUEST_TIMEOUT_MS = 10_000;

/**
 * For the client that is passed in. Attempts and pauses are the SDK's: at most 3 × 10 s and 3 s. As the second of two detectors
 * it follows one that may have taken as long; a function that ends meanwhile leaves the image to the next delivery.
 */
export const TEXTRACT_CLIENT_OPTIONS = {
  requestHandler: { ...CLIENT_TIMEOUTS, requestTimeout: REQUEST_TIMEOUT_MS },
} as const;
