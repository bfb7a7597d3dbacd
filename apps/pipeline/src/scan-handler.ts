import type { Container } from 'inversify';
import { TOKENS } from './container.ts';
import type { RemainingTime } from './pipeline.ts';

/** Handles what Lambda is invoked with. */
export function scanHandler(container: Container) {
  const pipeline = container.get(TOKENS.pipeline);
  return (event: unknown, context: RemainingTime) => pipeline.handle(event, context);
}
