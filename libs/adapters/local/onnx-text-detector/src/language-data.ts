import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { GlyphwatchError } from '@glyphwatch/domain';
import { type Language, languagesOf } from './languages.ts';

/** Languages to read with Tesseract, and where their data is. */
export interface LanguageOptions {
  /** BCP 47 codes. */
  readonly languages: readonly string[];
  /** Folder with files such as `deu.traineddata`; languages that it lacks come from their npm packages. */
  readonly tessdata?: string | undefined;
}

/** Of each package, the smallest of its files: trained with the best data, stored as integers. */
const PACKED = '4.0.0_best_int';
/** Without a package. */
const UNPACKAGED: ReadonlySet<string> = new Set(['rus']);
const UPSTREAM = 'https://github.com/tesseract-ocr/tessdata_fast';

/** The data of each language, unpacked. One error names all that is missing. */
export function readLanguageData(options: LanguageOptions): Map<Language, Uint8Array> {
  const found = filesOf(options);
  const problem = dataProblem(found);
  if (problem !== undefined) throw new GlyphwatchError('detector-misconfigured', problem);
  return new Map([...found].map(([language, file = '']) => [language, read(file)]));
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

function packedFile({ data }: Language): string | undefined {
  try {
    const entry = createRequire(import.meta.url).resolve(`@tesseract.js-data/${data}`);
    return join(dirname(entry), PACKED, `${data}.traineddata.gz`);
  } catch {
    return undefined;
  }
}

function read(file: string): Uint8Array {
  const bytes = readFileSync(file);
  return file.endsWith('.gz') ? gunzipSync(bytes) : bytes;
}

function hashOf(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex').slice(0, 12);
}

function dataProblem(files: Files): string | undefined {
  const missing = [...files].flatMap(([language, file]) => (file ? [] : [language]));
  if (missing.length === 0) return undefined;
  const packages = missing.filter(isPackaged).map(({ data }) => `@tesseract.js-data/${data}`);
  const others = missing.filter((language) => !isPackaged(language));
  const names = others.map(({ data }) => `${data}.traineddata`).join(' and ');
  return [
    `The data for reading ${missing.map(({ name }) => name).join(', ')} is missing.`,
    ...(packages.length > 0 ? [`Install it with: npm install ${packages.join(' ')}.`] : []),
    ...(others.length > 0
      ? [`Download ${names} from ${UPSTREAM} to a folder, and set tessdata to it.`]
      : []),
  ].join(' ');
}

function isPackaged({ data }: Language): boolean {
  return !UNPACKAGED.has(data);
}
