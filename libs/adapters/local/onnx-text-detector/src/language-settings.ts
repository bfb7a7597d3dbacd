import { suggestion } from '@glyphwatch/document-reader/nearest-word';
import * as z from 'zod/mini';
import { LANGUAGE_CODES, LANGUAGES } from './languages.ts';

export const languagesSetting = z._default(
  z
    .array(
      z.string().check(
        z.refine((code) => LANGUAGE_CODES.includes(code), {
          error: ({ input }) => unknownLanguage(String(input)),
        }),
      ),
    )
    .check(
      z.describe(
        'Languages whose accents or script are read, too, at some 0.05 s of CPU for each line and language.',
      ),
    ),
  [],
);

function unknownLanguage(text: string): string {
  const meant = LANGUAGES.find(
    ({ code, data, name }) =>
      [data, name.toLowerCase()].includes(text.toLowerCase()) ||
      text.toLowerCase().startsWith(`${code}-`),
  );
  const hint = meant ? `; did you mean "${meant.code}"?` : suggestion(text, LANGUAGE_CODES);
  return `must be one of ${LANGUAGE_CODES.join(', ')}${hint}`;
}
