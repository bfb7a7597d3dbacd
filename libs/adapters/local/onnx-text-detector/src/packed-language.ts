import { createHash } from 'node:crypto';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Language } from './languages.ts';
import { misconfigured } from './misconfigured.ts';

const VERSION = '1.0.0';
/** Of each package, the smallest of its files: trained with the best data, stored as integers. */
const PACKED = '4.0.0_best_int';

/** SHA-256 of that file, for the languages that have a package. */
const PACKAGES: ReadonlyMap<string, string> = new Map([
  ['ara', 'f4746c44b02342dd5b3d4f0198000f47d7c49f1a229e63e0f436c0592dcd9639'],
  ['ces', '1ea33a8b6f9a9c18a6aae44a71eda06bbfdc206fe53cf1fc8121fb74def99166'],
  ['deu', '306c4280d0cbed46fbff727486bd43b92730181bae80f56941a091f363bdf28b'],
  ['ell', 'e8a293abb398ec479176c1575aef24e2bacb0611c713f3fa996f97f0cd996fb3'],
  ['fra', 'd611139672b3752c7097e671e4a1d9209dfd37f2aeb081ef6487fba3351e9255'],
  ['ita', 'f702fcfad297ce028ede3626d1467b67939f23ff23595f9badd54681cf25a4d3'],
  ['jpn', '2b63ebfbf1484de4a08ce53b29ef98a1c17658a93cbd38acb665d7d316d0be88'],
  ['kor', '78c21276ab14c9bb734d83be1055d9fe5469a4e7e977c51ad385be5737e61126'],
  ['nld', 'a2d904b6ddc4feb0d31ecfcd7361a554102e7aa2e278c54f4fc029e0d0815571'],
  ['pol', 'a20fdec4ff99d8f8e84c708da3e42a4e935c26863055a0ed88aef5c66a59b91b'],
  ['por', 'dacebc1386ddaaf8389f81094236cca0d690897cde693d48cbdaa881c86e2b4c'],
  ['spa', '40be52f97b5d4eb7460073dc1f94cd546b27150333c0bf854ed7e7132db6bceb'],
  ['swe', 'b60d9fea7e570d11d6fdf26c8d0ef1d63b49222313773ce66777ed08fa20dc5a'],
  ['tur', '384ba0dc28040451b7818d7d60e0a88df0d3003fa5a01d713a468779bc3d8c04'],
  ['ukr', 'ea2789a0ad99ff84bfd252a7410a1e8661a7bc5acaa41573d23b54b71446aa4c'],
]);

/** What to install for reading this language; `undefined` if it has no package. */
export function packageOf({ data }: Language): string | undefined {
  return PACKAGES.has(data) ? `@tesseract.js-data/${data}@${VERSION}` : undefined;
}

/** The path of its data, if it has a package and that is installed. */
export function packedFile({ data }: Language): string | undefined {
  if (!PACKAGES.has(data)) return undefined;
  try {
    const entry = createRequire(import.meta.url).resolve(`@tesseract.js-data/${data}`);
    return join(dirname(entry), PACKED, `${data}.traineddata.gz`);
  } catch {
    return undefined;
  }
}

/** Fails with `detector-misconfigured` if these bytes of the file are not those of the package. */
export function checkPacked(language: Language, file: string, bytes: Uint8Array): void {
  const sha256 = PACKAGES.get(language.data);
  if (createHash('sha256').update(bytes).digest('hex') === sha256) return;
  throw misconfigured(
    `${file} is damaged, or of another version: its SHA-256 is not ${sha256}. Install it again with: npm install ${packageOf(language)}.`,
  );
}
