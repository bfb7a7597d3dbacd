import { type DetectorProvider, pairOf } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { jsonVariable } from './json-variable.ts';

/** The function's variable `DETECTOR`: the choice in infra's settings, as JSON. */
export function detectorVariable(detectors: readonly DetectorProvider[]) {
  return z.pipe(
    jsonVariable,
    pairOf(detectors, { host: 'function', by: 'name', secret: z.string() }),
  );
}
