import { deflateRawSync, inflateRawSync } from 'node:zlib';
import {
  type Box,
  boxAround,
  type DetectedLine,
  type DetectedWord,
  type TextDetection,
} from '@glyphwatch/domain';

/** A box that follows from its polygon is omitted, which saves about a third of the space. */
type WithoutBox<T extends DetectedWord> = Omit<T, 'box'> & { readonly box?: Box };
type PackedLine = WithoutBox<Omit<DetectedLine, 'words'>> & {
  readonly words: readonly WithoutBox<DetectedWord>[];
};
type PackedDetection = Omit<TextDetection, 'lines'> & { readonly lines: readonly PackedLine[] };

/**
 * Lossless, so that a cached detection matches and prints exactly like the original. Numbers are not rounded: an engine that
 * reports fewer digits needs less space.
 */
export function packDetection(detection: TextDetection): Uint8Array {
  const lines = detection.lines.map((line) => ({
    ...withoutBox(line),
    words: line.words.map(withoutBox),
  }));
  return deflateRawSync(JSON.stringify({ ...detection, lines }));
}

export function unpackDetection(packed: Uint8Array): TextDetection {
  const { lines, ...about }: PackedDetection = JSON.parse(inflateRawSync(packed).toString('utf8'));
  return {
    ...about,
    lines: lines.map((line) => ({ ...withBox(line), words: line.words.map(withBox) })),
  };
}

function withoutBox<T extends DetectedWord>(word: T): WithoutBox<T> {
  const { box, ...rest } = word;
  return isSameBox(box, boxAround(word.polygon)) ? rest : word;
}

function withBox<T extends WithoutBox<DetectedWord>>(packed: T): T & { readonly box: Box } {
  return { ...packed, box: packed.box ?? boxAround(packed.polygon) };
}

function isSameBox(a: Box, b: Box): boolean {
  return a.left === b.left && a.top === b.top && a.width === b.width && a.height === b.height;
}
