import { manifestIdentity } from './model-manifest.ts';

/**
 * Part of the detector's identity. Increment the number after `+` when anything that affects detections changes, so that
 * cached detections are not reused.
 */
export const MODEL_VERSION = 'pp-ocrv4-mobile+5';

/** With models of one's own, the start of the SHA-256 of their list takes the place of their name. */
export function modelVersionOf(models: string | undefined): string {
  if (models === undefined) return MODEL_VERSION;
  return MODEL_VERSION.replace(/^[^+]+/, `models-${manifestIdentity(models)}`);
}
