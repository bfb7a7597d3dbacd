import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GlyphwatchError } from '@glyphwatch/domain';
import { type Language, languagesOf } from './languages.ts';
import { checkPacked, packageOf, packedFile } from './packed-language.ts';

/** Languages to read with Tesseract, and where their data is. */
export interface LanguageOptions {
  /** BCP 47 codes. */
  readonly languages: readonly string[];
  /** Folder with files such as `deu.traineddata`; languages that it lacks come from their npm packages. */
  readonly tessdata?: string | undefined;
}

const UPSTREAM = 'https://github.com/tesseract-ocr/tessdata_fast';

/** The data of each language, unpacked. One error names all that is missing; data of a package is checked by its SHA-256. */
export function readLanguageData(options: LanguageOptions): Map<Language, Uint8Array> {
  const found = filesOf(options);
  const problem = dataProblem(found);
  if (problem !== undefined) throw new GlyphwatchError('detector-misconfigured', problem);
  return new Map([...found].map(([language, file = '']) => [language, read(language, file)]));
}

/** What is missing, and how to get it; `undefined` if nothing is. */
export function languageProblem(options: LanguageOptions): string | undefined {
  return dataProblem(filesOf(options));
}

/** `de=` and the start of the SHA-256 of the data, for each language. */
export function languageIdentity(options: LanguageOptions): string {
  return [...filesOf(options)]
    .map(([{ code }, file]) => `${code}=${file ? hashOf(file) : 'missing'}`)
    .join(',');
}

type Files = Map<Language, string | undefined>;

function filesOf({ languages, tessdata }: LanguageOptions): Files {
  return new Map(
    languagesOf(languages).map((language) => {
      const own = tessdata && join(tessdata, `${language.data}.traineddata`);
      return [language, own && existsSync(own) ? own : packedFile(language)];
    }),
  );
}

function read(language: Language, file: string): Uint8Array {
  const bytes = readFileSync(file);
  if (!file.endsWith('.gz')) return bytes;
  checkPacked(language, file, bytes);
  return gunzipSync(bytes);
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}

function dataProblem(files: Files): string | undefined {
  const missing = [...files].flatMap(([language, file]) => (file ? [] : [language]));
  if (missing.length === 0) return undefined;
  const packages = missing.flatMap((language) => packageOf(language) ?? []);
  const others = missing.filter((language) => packageOf(language) === undefined);
  const names = others.map(({ data }) => `${data}.traineddata`).join(' and ');
  return [
    `The data for reading ${missing.map(({ name }) => name).join(', ')} is missing.`,
    ...(packages.length > 0 ? [`Install it with: npm install ${packages.join(' ')}.`] : []),
    ...(others.length > 0
      ? [`Download ${names} from ${UPSTREAM} to a folder, and set tessdata to it.`]
      : []),
  ].join(' ');
}
