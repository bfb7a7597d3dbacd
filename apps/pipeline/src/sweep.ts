import { buildContainer, TOKENS } from './container.ts';
import type { RemainingTime } from './pipeline.ts';
import { readSettings } from './settings.ts';

/** Reserved for finishing the current image, milliseconds. */
const LAST_IMAGE_MS = 15_000;

const write = (line: string): void => void process.stdout.write(`${line}\n`);
const sweeper = buildContainer(readSettings(process.env), write).get(TOKENS.sweeper);

export const handler = (_: unknown, context: RemainingTime) => {
  const left = context.getRemainingTimeInMillis() - LAST_IMAGE_MS;
  return sweeper.sweep(AbortSignal.timeout(Math.max(0, left)));
};
