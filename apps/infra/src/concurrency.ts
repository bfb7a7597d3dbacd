/** The least that an event source mapping takes. */
const MIN_FUNCTIONS = 2;
/** The most: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const MAX_FUNCTIONS = 1000;
/** Images that one function works on at once: most of the time it waits for the provider. */
const PARALLEL_IMAGES = 5;

export interface Rate {
  readonly detectionsPerSecond: number;
  readonly secondsPerImage: number;
}

export interface Concurrency {
  /** Functions that the queue may keep busy at once. */
  readonly functions: number;
  /** Images that each works on at once. */
  readonly images: number;
}

/**
 * So many images at once keep a quota busy and hardly break it: detections per second × seconds per image. It bounds
 * what is in work, not the rate; what is throttled nevertheless comes back by backoff.
 */
export function concurrencyFor({ detectionsPerSecond, secondsPerImage }: Rate): Concurrency {
  const inWork = detectionsPerSecond * secondsPerImage;
  const wanted = Math.max(MIN_FUNCTIONS, Math.ceil(inWork / PARALLEL_IMAGES));
  const functions = Math.min(MAX_FUNCTIONS, wanted);
  const images = Math.min(PARALLEL_IMAGES, Math.max(1, Math.floor(inWork / functions)));
  return { functions, images };
}
