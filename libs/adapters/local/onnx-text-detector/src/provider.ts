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
import { ALPHABET, LANGUAGE_CODES } from './languages.ts';
import { MANIFEST } from './model-manifest.ts';
import { alphabetOf } from './own-alphabet.ts';
import { SMALLEST_MAX_SIDE } from './overview-size.ts';

const { threads, maxSide, detail, maxPixels, maxPages, maxFrames } = DEFAULT_OPTIONS;

export const onnx: DetectorProvider = provider({
  name: 'onnx',
  abilities: {
    ports: ['TextDetector'],
    summary: "PaddleOCR's models on ONNX Runtime, on this machine and without a network",
    hosts: ['laptop'],
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
  open: async (settings, { parallel, maxBytes }): Promise<OpenedDetector> => {
    const [{ OnnxTextDetector }, { userCache }] = await Promise.all([
      import('./onnx-text-detector.ts'),
      import('./user-cache.ts'),
    ]);
    return new OnnxTextDetector({
      ...settings,
      workers: parallel,
      modelCache: userCache(),
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
