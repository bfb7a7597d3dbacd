import type { StatedOptions } from './detector-options.ts';
import { MODEL_VERSION } from './model-version.ts';

/** Everything that changes what is detected. */
export function identityOf({
  maxSide,
  maxReadPixels,
  detail,
  maxPages,
  maxFrames,
}: Pick<StatedOptions, 'maxSide' | 'maxReadPixels' | 'detail' | 'maxPages' | 'maxFrames'>): string {
  return `onnx/${MODEL_VERSION}/${maxSide}/${maxReadPixels}/${detail}/${maxPages}/${maxFrames}`;
}
