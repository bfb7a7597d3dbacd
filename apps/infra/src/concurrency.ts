import type { AwsNeeds } from '@glyphwatch/provider';

/** The least that an event source mapping takes. */
const MIN_FUNCTIONS = 2;
/** The most: https://docs.aws.amazon.com/lambda/latest/dg/services-sqs-scaling.html */
const MAX_FUNCTIONS = 1000;
/** Images that one function works on at once: most of the time it waits for the detector. */
const PARALLEL_IMAGES = 5;

export interface Concurrency {
  /** Functions that the queue may keep busy at once. */
  readonly functions: number;
  /** Images that each works on at once. */
  readonly images: number;
}

/**
 * As many images at once as use the rate up: calls per second × seconds per image. This bounds the images in work, not
 * the rate; a call that is throttled nevertheless is retried with backoff.
 */
export function concurrencyFor(
  needs: Pick<AwsNeeds, 'callsPerSecond' | 'secondsPerImage' | 'imagesAtOnce'>,
): Concurrency {
  const inWork = needs.callsPerSecond * needs.secondsPerImage;
  const most = imagesAtOnce(needs);
  const wanted = Math.max(MIN_FUNCTIONS, Math.ceil(inWork / most));
  const functions = Math.min(MAX_FUNCTIONS, wanted);
  const images = Math.min(most, Math.max(1, Math.floor(inWork / functions)));
  return { functions, images };
}

export function imagesAtOnce({
  imagesAtOnce: most = PARALLEL_IMAGES,
}: Pick<AwsNeeds, 'imagesAtOnce'>): number {
  return most;
}
