import type { StatedOptions } from './detector-options.ts';
import { languageIdentity } from './language-data.ts';
import { MODEL_VERSION } from './model-version.ts';

/** Everything that changes what is detected. */
export function identityOf(
  options: Omit<StatedOptions, 'workers' | 'threads' | 'modelFolder' | 'modelCache'>,
): string {
  const { maxSide, maxReadPixels, detail, maxPages, maxFrames } = options;
  const languages = languageIdentity(options);
  const all = [MODEL_VERSION, maxSide, maxReadPixels, detail, maxPages, maxFrames];
  return ['onnx', ...all, ...(languages ? [languages] : [])].join('/');
}
