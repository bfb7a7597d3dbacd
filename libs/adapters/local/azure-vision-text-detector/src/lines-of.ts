import { type DetectedLine, GlyphwatchError, isRecord, type Point } from '@glyphwatch/domain';
import { lineOf, type PixelText, pixelPlace } from '@glyphwatch/sent-image';

export interface AzureText {
  readonly modelVersion: string;
  readonly lines: readonly DetectedLine[];
}

interface Size {
  readonly width: number;
  readonly height: number;
}

/**
 * A line has words, but no confidence of its own. Earlier versions answered with `pages`: what is not understood fails, because it is
 * not an image without text.
 */
export function textOf(answer: Readonly<Record<string, unknown>>): AzureText {
  const { modelVersion, metadata, readResult } = answer;
  const size = sizeIn(metadata);
  const blocks = isRecord(readResult) ? readResult['blocks'] : undefined;
  if (typeof modelVersion !== 'string' || !size || !Array.isArray(blocks)) throw unknownAnswer();
  const lines = blocks.flatMap((block) => listIn(block, 'lines'));
  return { modelVersion, lines: lines.map((line) => lineIn(line, size)) };
}

function sizeIn(metadata: unknown): Size | undefined {
  if (!isRecord(metadata)) return undefined;
  const [width, height] = [numberIn(metadata, 'width'), numberIn(metadata, 'height')];
  return width > 0 && height > 0 ? { width, height } : undefined;
}

function lineIn(line: unknown, size: Size): DetectedLine {
  const { confidence: _, ...placed } = pixelPlace(textIn(line), size);
  const words = listIn(line, 'words').map((word) => pixelPlace(textIn(word), size));
  return lineOf(placed, words);
}

function textIn(value: unknown): PixelText {
  if (!isRecord(value) || typeof value['text'] !== 'string') throw unknownAnswer();
  const corners = listIn(value, 'boundingPolygon').map(pointIn);
  return { text: value['text'], confidence: numberIn(value, 'confidence'), corners };
}

function pointIn(value: unknown): Point {
  if (!isRecord(value)) throw unknownAnswer();
  return { x: numberIn(value, 'x'), y: numberIn(value, 'y') };
}

/** 0 where there is none. */
function numberIn(value: Readonly<Record<string, unknown>>, name: string): number {
  const number = value[name] ?? 0;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw unknownAnswer();
  return number;
}

function listIn(value: unknown, name: string): readonly unknown[] {
  const list = isRecord(value) ? value[name] : undefined;
  if (!Array.isArray(list)) throw unknownAnswer();
  return list;
}

function unknownAnswer(): GlyphwatchError {
  return new GlyphwatchError(
    'detector-unavailable',
    'Azure answered in a way that this version does not understand. Try again; if it persists, please report it.',
  );
}
