import { buildContainer, TOKENS } from './container.ts';
import { readConsoleSettings } from './settings.ts';

// Not the console object, whose lines Lambda would wrap.
const write = (line: string): void => void process.stdout.write(`${line}\n`);

export const handler = buildContainer(readConsoleSettings(process.env), write).get(TOKENS.answer);
