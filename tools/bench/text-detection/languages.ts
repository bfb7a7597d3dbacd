// Words of drawn sentences that are read exactly, accents included, by language:
//   npx node tools/bench/text-detection/languages.ts [--only de,fr] [--tessdata FOLDER]
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { LANGUAGES } from '@glyphwatch/onnx-text-detector';
import { drawLine, type LineStyle } from '@glyphwatch/onnx-text-detector/testing';
import { readWithGlyphwatch } from './engines.ts';

const HELP = `Usage: npx node tools/bench/text-detection/languages.ts [--only CODES] [--tessdata FOLDER]

Draws the sentences of each language in two styles, scans them with and without languages:, each run in a process of its
own, and prints the words that were read exactly (with case and accents), the CPU seconds that a line costs in addition, and
peak memory. Data comes from the packages @tesseract.js-data/…, or from FOLDER if it is there. Japanese and Korean need the
fonts of the package fonts-noto-cjk.`;

const FONTS: Readonly<Record<string, readonly [string, string]>> = {
  ar: ['DejaVu Sans', 'DejaVu Sans Bold'],
  ja: ['Noto Sans CJK JP', 'Noto Serif CJK JP'],
  ko: ['Noto Sans CJK KR', 'Noto Serif CJK KR'],
};

/** English must survive the languages of other scripts and accents. */
const LANGUAGES_OF_ENGLISH = ['de', 'uk'];

const { values } = parseArgs({
  options: {
    only: { type: 'string' },
    tessdata: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const only = values.only?.split(',');
const codes = ['en', ...LANGUAGES.map(({ code }) => code)].filter(
  (code) => only?.includes(code) ?? true,
);
const rows = [];
for (const code of codes) {
  const missing = fontsOf(code).filter((font) => !isInstalled(font));
  if (missing.length > 0) console.warn(`${code}: font missing: ${missing.join(', ')}`);
  else rows.push(await measure(code));
}
console.table(rows);

function fontsOf(code: string): readonly [string, string] {
  return FONTS[code] ?? ['DejaVu Sans', 'DejaVu Serif'];
}

function isInstalled(font: string): boolean {
  const { stdout } = spawnSync('fc-match', ['--format', '%{family}', font], { encoding: 'utf8' });
  return stdout.split(',').some((family) => family !== '' && font.startsWith(family));
}

async function measure(code: string) {
  const folder = mkdtempSync(join(tmpdir(), 'languages-'));
  try {
    const texts = await drawAll(code, join(folder, 'pictures'));
    const languages = code === 'en' ? LANGUAGES_OF_ENGLISH : [code];
    const plain = readAll(texts, { name: 'onnx' });
    const own = readAll(texts, { name: 'onnx', languages, tessdata: values.tessdata });
    return {
      language: code,
      words: own.words,
      'without %': plain.exact,
      'with %': own.exact,
      'CPU s a line': Number(((own.cpuSeconds - plain.cpuSeconds) / texts.size).toFixed(3)),
      'MB more': Math.round(own.peakMb - plain.peakMb),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function drawAll(code: string, folder: string): Promise<Map<string, string>> {
  mkdirSync(folder);
  const sentences = readFileSync(new URL(`./sentences/${code}.txt`, import.meta.url), 'utf8');
  const [plain, other] = fontsOf(code);
  const styles: LineStyle[] = [
    { font: plain, size: 28 },
    { font: other, size: 36, paper: '#20242c', ink: '#f4f4f4' },
  ];
  const texts = new Map<string, string>();
  for (const style of styles) {
    for (const text of sentences.trim().split('\n')) {
      const file = join(folder, `${texts.size}.png`);
      writeFileSync(file, await drawLine(text, style));
      texts.set(file, text);
    }
  }
  return texts;
}

function readAll(texts: ReadonlyMap<string, string>, detector: object) {
  const { textOf, cpuSeconds, peakMb = 0 } = readWithGlyphwatch([...texts.keys()], detector);
  let [words, exact] = [0, 0];
  for (const [file, text] of texts) {
    const wanted = wordsOf(text);
    const rest = wordsOf(textOf.get(file) ?? '');
    words += wanted.length;
    exact += wanted.filter((word) => {
      const at = rest.indexOf(word);
      if (at >= 0) rest.splice(at, 1);
      return at >= 0;
    }).length;
  }
  return { words, exact: Number(((100 * exact) / words).toFixed(1)), cpuSeconds, peakMb };
}

/** Japanese has no spaces: its words are those that Unicode's rules find. */
function wordsOf(text: string): string[] {
  if (!/[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u.test(text)) {
    return text.split(/\s+/u).filter(Boolean);
  }
  const segments = new Intl.Segmenter('ja', { granularity: 'word' }).segment(text);
  return Array.from(segments, ({ segment }) => segment).filter((one) => one.trim() !== '');
}
