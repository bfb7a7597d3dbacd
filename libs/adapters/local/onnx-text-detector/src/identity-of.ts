import type { StatedOptions } from './detector-options.ts';
import { MODEL_VERSION } from './model-version.ts';

/** What decides a reading. */
export function identityOf({
  maxSide,
  readSide,
}: Pick<StatedOptions, 'maxSide' | 'readSide'>): string {
  return `onnx/${MODEL_VERSION}/${maxSide}/${readSide}`;
}
