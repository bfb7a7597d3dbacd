import type { StatedOptions } from './detector-options.ts';
import { languageIdentity } from './language-data.ts';
import { modelVersionOf } from './model-version.ts';

/** Everything that changes what is detected. */
export function identityOf(
  options: Omit<StatedOptions, 'workers' | 'threads' | 'modelCache'>,
): string {
  const { maxSide, maxReadPixels, detail, maxPages, maxFrames } = options;
  const languages = languageIdentity(options);
  const all = [modelVersionOf(options.models), maxSide, maxReadPixels, detail, maxPages, maxFrames];
  return ['onnx', ...all, ...(languages ? [languages] : [])].join('/');
}
