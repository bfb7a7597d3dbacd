import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { GlyphwatchError } from '@glyphwatch/domain';
import type { OCREngine, TextItem } from 'tesseract-wasm';
import { findInk, type Extent } from './ink.ts';
import { type LanguageOptions, readLanguageData } from './language-data.ts';
import type { Language, Script } from './languages.ts';
import { type Bounds, placeByBoxes, placeByGaps } from './place-seen-words.ts';
import type { Strip } from './strip.ts';
import { tesseractInput } from './tesseract-input.ts';

export interface SeenWord {
  readonly text: string;
  readonly confidence: number;
  readonly extent: Extent;
}

/** What Tesseract reads on a strip. */
export interface SeenLine {
  /** In logical order: of a right-to-left line the rightmost word is the first. */
  readonly words: readonly SeenWord[];
  /** 0 if there are no words. */
  readonly confidence: number;
}

/** Reads strips in one language. */
export interface LineReader {
  readonly language: Language;
  read(strip: Strip): SeenLine;
}

/** Tesseract's recogniser for each language, as WebAssembly in this thread. */
export async function openLineReaders(options: LanguageOptions): Promise<readonly LineReader[]> {
  const readers: LineReader[] = [];
  for (const [language, data] of readLanguageData(options)) {
    const engine = await openEngine(data).catch((cause: unknown) => {
      const message = `The data for reading ${language.name} could not be loaded. Replace it with that of Tesseract 4 or 5.`;
      throw new GlyphwatchError('detector-misconfigured', message, { cause });
    });
    readers.push({ language, read: (strip) => readStrip(engine, language, strip) });
  }
  return readers;
}

async function openEngine(data: Uint8Array): Promise<OCREngine> {
  const { createOCREngine } = await import('tesseract-wasm');
  const wasm = new URL('./tesseract-core.wasm', import.meta.resolve('tesseract-wasm'));
  const { warn } = console;
  // It binds console.warn when it is created, and prints notes for Tesseract's developers on it.
  console.warn = () => undefined;
  try {
    const engine = await createOCREngine({ wasmBinary: await readFile(fileURLToPath(wasm)) });
    engine.loadModel(data);
    return engine;
  } finally {
    console.warn = warn;
  }
}

function readStrip(engine: OCREngine, { script }: Language, strip: Strip): SeenLine {
  const { margin, layout } = LAYOUTS[script] ?? SINGLE_LINE;
  engine.loadImage(tesseractInput(strip, margin));
  // Loading an image resets it.
  engine.setVariable('tessedit_pageseg_mode', layout);
  const items = engine.getTextBoxes('word').filter(({ text }) => text.trim() !== '');
  const line = script === 'Japanese' ? '' : engine.getText();
  engine.clearImage();
  const groups = joinedAs(line, items);
  const extents =
    script === 'Arabic'
      ? placeByGaps(findInk(strip), groups.length)
      : placeByBoxes(
          findInk(strip),
          groups.map((parts) => boundsOf(parts, margin)),
        );
  const sum = items.reduce((total, { confidence, text }) => total + confidence * text.length, 0);
  const length = items.reduce((total, { text }) => total + text.length, 0);
  return {
    words: groups.flatMap((parts, index) => {
      const extent = extents[index];
      return extent ? [{ text: textOf(parts, script), confidence: meanOf(parts), extent }] : [];
    }),
    confidence: length === 0 ? 0 : sum / length,
  };
}

interface Layout {
  /** `tessedit_pageseg_mode` */
  readonly layout: string;
  /** Pixels around the strip. */
  readonly margin: number;
}

/** Tesseract looks for the line within the strip. */
const SINGLE_LINE: Layout = { layout: '7', margin: 8 };
/** The strip is the line: looking for it loses dots and strokes apart from the letters (words right: 92 → 97 % in Arabic). */
const RAW_LINE = '13';
const LAYOUTS: Partial<Readonly<Record<Script, Layout>>> = {
  Arabic: { layout: RAW_LINE, margin: 2 },
  Japanese: { layout: RAW_LINE, margin: 12 },
};

/**
 * Groups what Tesseract calls words by the spaces of the line. It splits Korean words into syllables, and Japanese, which has
 * no spaces, anywhere.
 */
function joinedAs(line: string, items: readonly TextItem[]): TextItem[][] {
  const words: TextItem[][] = [];
  let at = 0;
  for (const item of items) {
    const start = line.indexOf(item.text, at);
    const isNext = start < 0 ? line === '' : !/\s/.test(line.slice(at, start)) && at > 0;
    const word = words.at(-1);
    if (word && isNext) word.push(item);
    else words.push([item]);
    if (start >= 0) at = start + item.text.length;
  }
  return words;
}

function boundsOf(parts: readonly TextItem[], margin: number): Bounds {
  return {
    left: Math.min(...parts.map(({ rect }) => rect.left)) - margin,
    right: Math.max(...parts.map(({ rect }) => rect.right)) - margin,
  };
}

function meanOf(parts: readonly TextItem[]): number {
  return parts.reduce((sum, { confidence }) => sum + confidence, 0) / parts.length;
}

const DIRECTION_MARKS = /[\u200e\u200f]/g;
const BREATHINGS = /[\u0313\u0314\u0345]/g;
const CIRCUMFLEX = /\u0342/g;
const ACUTE = '\u0301';

function textOf(parts: readonly TextItem[], script: Script): string {
  const text = parts.map((part) => part.text.replace(DIRECTION_MARKS, '')).join('');
  if (script !== 'Greek') return text;
  // The data has the micro sign for the letter, and takes specks for marks that were abolished in 1982.
  const letters = text.replaceAll('\u00b5', '\u03bc').normalize('NFD');
  return letters.replace(BREATHINGS, '').replace(CIRCUMFLEX, ACUTE).normalize('NFC');
}
