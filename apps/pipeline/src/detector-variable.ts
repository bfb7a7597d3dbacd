import { type DetectorProvider, pairOf } from '@glyphwatch/provider';
import * as z from 'zod/mini';

/** The function's variable `DETECTOR`: the choice in infra's settings, as JSON. */
export function detectorVariable(detectors: readonly DetectorProvider[]) {
  return z.pipe(
    z.pipe(
      z.string(),
      z.transform((text, context): unknown => {
        try {
          return JSON.parse(text);
        } catch {
          context.issues.push({ code: 'custom', message: 'must be JSON', input: undefined });
          return z.NEVER;
        }
      }),
    ),
    pairOf(detectors, { host: 'function', by: 'name', secret: z.string() }),
  );
}
