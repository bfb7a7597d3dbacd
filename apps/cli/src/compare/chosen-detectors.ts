import { checkAgainst } from '@glyphwatch/document-reader';
import {
  choiceOf,
  type Configured,
  type DetectorParts,
  type OpenedDetector,
  secretsFrom,
} from '@glyphwatch/provider';
import * as z from 'zod';
import * as mini from 'zod/mini';
import { DETECTORS } from '../providers.ts';
import { invalid } from '../terminal/invalid.ts';
import type { Io } from '../terminal/io.ts';

export type ChosenDetector = Configured<OpenedDetector, DetectorParts>;

/** With their default settings. Fails with `settings-invalid` if one is unknown, named twice or cannot run here. */
export function chosenDetectors(names: readonly string[], env: Io['env']): ChosenDetector[] {
  if (new Set(names).size < names.length) throw invalid('--detectors names one of them twice.');
  const options = { host: 'laptop', by: 'name', secret: secretsFrom(env) } as const;
  const choice = choiceOf(DETECTORS, { ...options, common: mini.strictObject({}) });
  const { value, mistakes = [] } = checkAgainst(names, z.array(choice));
  if (value) return value;
  const problems = mistakes.map(({ path: [at], message }) => `${names[Number(at)]}: ${message}`);
  throw invalid(`--detectors: ${problems.join('; ')}`);
}
