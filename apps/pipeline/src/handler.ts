import { buildContainer, TOKENS } from './container.ts';
import type { RemainingTime } from './pipeline.ts';
import { readSettings } from './settings.ts';

// Not the console, whose lines Lambda would wrap: embedded metrics have to stay plain JSON.
const write = (line: string): void => void process.stdout.write(`${line}\n`);
const pipeline = buildContainer(readSettings(process.env), write).get(TOKENS.pipeline);

export const handler = (event: unknown, context: RemainingTime) => pipeline.handle(event, context);
