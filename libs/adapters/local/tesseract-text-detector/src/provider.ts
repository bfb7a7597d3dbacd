import { messageForUsers } from '@glyphwatch/domain';
import { suggestion } from '@glyphwatch/document-reader/nearest-word';
import { FORMATS } from '@glyphwatch/image-pages/formats';
import { type DetectorProvider, findingsOf, provider } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { ALPHABET, dataOf, LANGUAGE_CODES } from './languages.ts';

const language = z.string().check(
  z.refine((code) => LANGUAGE_CODES.includes(code), {
    error: ({ input }) =>
      `must be one of ${LANGUAGE_CODES.join(', ')}${suggestion(String(input), LANGUAGE_CODES)}`,
  }),
);

export const tesseract: DetectorProvider = provider({
  name: 'tesseract',
  abilities: {
    ports: ['TextDetector'],
    summary: 'the Tesseract command, on this machine and without a network',
    hosts: ['laptop'],
    limits: [FORMATS.join(', '), 'upright text on plain ground, best on scanned pages'],
    languages: LANGUAGE_CODES,
    alphabet: ALPHABET,
    pricePerThousand: 0,
    needs: ['Tesseract 5 with the data of each language'],
  },
  settings: (_secret, path) =>
    z.strictObject({
      languages: z._default(
        z
          .array(language)
          .check(z.minLength(1), z.describe('What the text is in; the first is preferred.')),
        ['en'],
      ),
      command: z._default(
        z.string().check(z.minLength(1), z.describe('Name or path of the command.')),
        'tesseract',
      ),
      tessdata: z.optional(
        path.check(z.describe("Folder with the languages' data instead of Tesseract's own.")),
      ),
    }),
  identity: ({ languages }) => `tesseract/${dataOf(languages).join('+')}`,
  open: async ({ languages, ...settings }, { parallel, maxBytes }) => {
    const { openTesseract } = await import('./tesseract-text-detector.ts');
    // Several threads for one page cost more time than they save.
    process.env['OMP_THREAD_LIMIT'] = '1';
    return openTesseract({
      ...settings,
      data: dataOf(languages),
      parallel,
      ...(maxBytes === undefined ? {} : { maxBytes }),
    });
  },
  check: async ({ languages, ...settings }) => {
    const { findInstallation } = await import('./installation.ts');
    const problem = await findInstallation({ ...settings, data: dataOf(languages) }).then(
      () => undefined,
      (error: unknown) => messageForUsers(error),
    );
    return problem === undefined ? [] : [findingsOf('tesseract').problem(problem)];
  },
});
