import { CLIENT_TIMEOUTS } from '@glyphwatch/aws-failures';

/** A dense page takes seconds, and its bytes have to be sent first. */
const REQUEST_TIMEOUT_MS = 15_000;

/**
 * For the client that is passed in. Attempts and pauses are the SDK's: at most 3 × 15 s and 3 s, which a function's timeout has to
 * exceed.
 */
export const TEXTRACT_CLIENT_OPTIONS = {
  requestHandler: { ...CLIENT_TIMEOUTS, requestTimeout: REQUEST_TIMEOUT_MS },
} as const;
