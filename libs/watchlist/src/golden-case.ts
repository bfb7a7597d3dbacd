import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import {
  boxAround,
  layOutText,
  type DetectedLine,
  type Polygon,
  type TextDetection,
} from '@glyphwatch/domain';
import { parse } from 'yaml';

/** One case of `golden/*.yaml`; its README says what the fields mean. */
export interface GoldenCase {
  readonly name: string;
  readonly source?: string;
  readonly rules: object;
  readonly text?: string;
  readonly lines?: readonly GoldenLine[];
  readonly width?: number;
  readonly height?: number;
  readonly truncated?: boolean;
  readonly pagesRead?: number;
  readonly key?: string;
  readonly bucket?: string;
  readonly expect: Readonly<Record<string, GoldenExpectation>>;
}

type GoldenBox = readonly [left: number, top: number, width: number, height: number];

interface GoldenLine {
  readonly text: string;
  readonly box: GoldenBox;
  readonly confidence?: number;
  readonly words?: readonly {
    readonly text: string;
    readonly box?: GoldenBox;
    readonly confidence?: number;
  }[];
  readonly angle?: number;
  readonly page?: number;
}

export interface GoldenExpectation {
  readonly matched: boolean;
  readonly severity?: string;
  readonly matches?: readonly object[];
  readonly nearMisses?: readonly (object & { readonly reasonIncludes?: string })[];
}

const FOLDER = join(__dirname, '../golden');

export function goldenFiles(): readonly { file: string; cases: readonly GoldenCase[] }[] {
  const files = readdirSync(FOLDER).filter((file) => file.endsWith('.yaml'));
  return files.sort().map((file) => ({
    file,
    cases: parse(readFileSync(join(FOLDER, file), 'utf8')) as GoldenCase[],
  }));
}

export function detectionOf(golden: GoldenCase): TextDetection {
  const { text, lines, width = 1000, height = 1000, truncated = false, pagesRead } = golden;
  const read = { truncated, ...(pagesRead === undefined ? {} : { pagesRead }) };
  if (!lines) return { ...layOutText(text ?? ''), ...read };
  return {
    provider: 'golden',
    modelVersion: '1',
    ...read,
    width,
    height,
    lines: lines.map((line) => toLine(line, width, height)),
  };
}

function toLine(line: GoldenLine, width: number, height: number): DetectedLine {
  const { text, box, confidence = 1, angle = 0, page } = line;
  const [left, top, lineWidth, lineHeight] = box;
  const centre = { x: left + lineWidth / 2, y: top + lineHeight / 2 };
  const place = (part: GoldenBox) => {
    const polygon = turned(part, centre, angle, width, height);
    return { box: boxAround(polygon), polygon };
  };
  const spread = [...text.matchAll(/\S+/g)].map(({ 0: word, index }) => ({
    text: word,
    box: [
      left + (lineWidth * index) / text.length,
      top,
      (lineWidth * word.length) / text.length,
      lineHeight,
    ] as const,
  }));
  const words = (line.words ?? spread).map((word, index) => ({
    text: word.text,
    confidence: ('confidence' in word ? word.confidence : undefined) ?? confidence,
    ...place(word.box ?? spread[index]?.box ?? box),
  }));
  return { text, confidence, ...place(box), words, ...(page === undefined ? {} : { page }) };
}

/** The box turned about the line's centre, clockwise, in pixels. */
function turned(
  [left, top, boxWidth, boxHeight]: GoldenBox,
  centre: { x: number; y: number },
  angle: number,
  width: number,
  height: number,
): Polygon {
  const [sin, cos] = [Math.sin((angle * Math.PI) / 180), Math.cos((angle * Math.PI) / 180)];
  const corner = (x: number, y: number) => {
    const dx = (x - centre.x) * width;
    const dy = (y - centre.y) * height;
    return {
      x: centre.x + (dx * cos - dy * sin) / width,
      y: centre.y + (dx * sin + dy * cos) / height,
    };
  };
  const [right, bottom] = [left + boxWidth, top + boxHeight];
  return [corner(left, top), corner(right, top), corner(right, bottom), corner(left, bottom)];
}
