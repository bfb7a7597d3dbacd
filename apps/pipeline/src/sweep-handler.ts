import type { Container } from 'inversify';
import { TOKENS } from './container.ts';
import type { RemainingTime } from './pipeline.ts';

/** Reserved for finishing the current image, milliseconds. */
const LAST_IMAGE_MS = 15_000;

export function sweepHandler(container: Container) {
  const sweeper = container.get(TOKENS.sweeper);
  return (_: unknown, context: RemainingTime) => {
    const left = context.getRemainingTimeInMillis() - LAST_IMAGE_MS;
    return sweeper.sweep(AbortSignal.timeout(Math.max(0, left)));
  };
}
