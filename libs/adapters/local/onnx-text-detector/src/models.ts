import { isGlyphwatchError } from '@glyphwatch/domain';
import { checkNetworks } from './check-networks.ts';
import { classesOf, readDictionary } from './dictionary.ts';
import { INT8 } from './int8.ts';
import type { LineReader } from './line-reader.ts';
import { misconfigured } from './misconfigured.ts';
import { type ModelFiles, ownFiles, packagedFiles } from './model-files.ts';
import { rewriteModel } from './model-graph/graph.ts';
import { simplify } from './model-graph/simplify.ts';
import type { Network, Networks, OutputShape } from './network.ts';
import { type Preparation, preparedModel } from './prepared-model.ts';
import { STEP_WIDTH } from './strip.ts';

export interface Models extends Networks {
  /** For the languages in addition to the networks' own. */
  readonly readers: readonly LineReader[];
}

export const NOT_LOADABLE =
  'The text models or the native library of onnxruntime-node could not be loaded. Run "npm ci" again on this machine; it needs Linux with glibc 2.28 or newer (not Alpine), macOS on Apple silicon, or Windows.';

export const SIMPLIFIED: Preparation = {
  name: 'simplified-2',
  transform: (model) => rewriteModel(model, simplify),
};

export interface ModelOptions {
  /** Threads that each network uses. */
  readonly threads: number;
  /** Folder with `models.yaml`. Default: the npm package. */
  readonly models?: string | undefined;
  /** Folder where prepared models are kept; without one they are prepared at every start. */
  readonly modelCache?: string | undefined;
}

/** Downloads nothing. Fails with `detector-misconfigured`. */
export async function loadModels(options: ModelOptions): Promise<Networks> {
  try {
    if (options.models === undefined)
      return await openNetworks(await packagedFiles(), options, INT8);
    const files = await ownFiles(options.models);
    const networks = await openNetworks(files, options, SIMPLIFIED);
    await checkNetworks(networks, files);
    return networks;
  } catch (cause) {
    if (isGlyphwatchError(cause)) throw cause;
    const { models } = options;
    throw misconfigured(models === undefined ? NOT_LOADABLE : notLoadable(models), cause);
  }
}

const notLoadable = (folder: string): string =>
  `The models in ${folder} could not be loaded. They must be ONNX files of PP-OCR's detection, orientation and recognition.`;

/** `preparation`: of the recognition. */
export async function openNetworks(
  files: ModelFiles,
  { threads, modelCache }: ModelOptions,
  preparation: Preparation,
): Promise<Networks> {
  // Not a static import, so that a native library that fails to load becomes our error too.
  const { openNetwork } = await import('./network.ts');
  const load = async (file: string, outputShape: OutputShape, how = SIMPLIFIED): Promise<Network> =>
    openNetwork(await preparedModel(file, how, modelCache), threads, outputShape);
  const characters = classesOf(readDictionary(files.dictionary));
  const read: OutputShape = ([, , , width = 0]) => [1, width / STEP_WIDTH, characters.length];
  const locate: OutputShape = ([, , height = 0, width = 0]) => [1, 1, height, width];
  return {
    characters,
    recognition: await load(files.recognition, read, preparation),
    detection: await load(files.detection, locate),
    orientation: await load(files.orientation, () => [1, 2]),
  };
}

/** Prepares the packaged models and keeps them in `folder`, to be deployed with the code. */
export async function prepareModels(folder: string): Promise<void> {
  const { detection, orientation, recognition } = await packagedFiles();
  for (const [model, how] of [
    [detection, SIMPLIFIED],
    [orientation, SIMPLIFIED],
    [recognition, INT8],
  ] as const) {
    const prepared = await preparedModel(model, how, folder);
    if (typeof prepared !== 'string') throw new Error(`${folder} is not writable.`);
  }
}

/** What keeps `loadModels` from working, as far as it shows without loading the models; `undefined` if nothing does. */
export async function modelsProblem(models?: string): Promise<string | undefined> {
  try {
    await import('./network.ts');
    await (models === undefined ? packagedFiles() : ownFiles(models));
    return undefined;
  } catch (error) {
    return isGlyphwatchError(error) ? error.message : NOT_LOADABLE;
  }
}
