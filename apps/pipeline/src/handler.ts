import { buildContainer, TOKENS } from './container.ts';
import type { RemainingTime } from './pipeline.ts';
import { readSettings } from './settings.ts';

// Lambda would wrap lines of the console; what is written here is JSON already, and embedded metrics must stay so.
const write = (line: string): void => void process.stdout.write(`${line}\n`);
const pipeline = buildContainer(readSettings(process.env), write).get(TOKENS.pipeline);

export const handler = (event: unknown, context: RemainingTime) => pipeline.handle(event, context);
