import type { StatedOptions } from './detector-options.ts';
import { MODEL_VERSION } from './model-version.ts';

/** Everything that changes what is detected. */
export function identityOf({
  maxSide,
  readSide,
}: Pick<StatedOptions, 'maxSide' | 'readSide'>): string {
  return `onnx/${MODEL_VERSION}/${maxSide}/${readSide}`;
}
