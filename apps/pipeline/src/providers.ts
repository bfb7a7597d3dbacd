import { type DetectorProvider, pairOf } from '@glyphwatch/provider';
import { rekognition } from '@glyphwatch/rekognition-text-detector/provider';
import { textract } from '@glyphwatch/textract-text-detector/provider';
import * as z from 'zod/mini';

/** The choices for the deployed function; the first is the default. */
export const DETECTORS: readonly DetectorProvider[] = [rekognition, textract];

/** The function's variable `DETECTOR`: the choice in infra's settings, as JSON. */
export const detectorVariable = z.pipe(
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
  pairOf(DETECTORS, { host: 'function', by: 'name', secret: z.string() }),
);
