import type { DetectorProvider } from '@glyphwatch/provider';
import type { Container } from 'inversify';
import { buildContainer } from './container.ts';
import { readSettings } from './settings.ts';

// Not the console, whose lines Lambda would wrap: embedded metrics have to stay plain JSON.
const write = (line: string): void => void process.stdout.write(`${line}\n`);

/** The parts of this process, which can open these detectors. */
export function containerWith(detectors: readonly DetectorProvider[]): Container {
  return buildContainer(readSettings(process.env, detectors), write);
}
