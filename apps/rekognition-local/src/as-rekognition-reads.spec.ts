import { layOutText, type TextDetection } from '@glyphwatch/domain';
import { asRekognitionReads } from './as-rekognition-reads.ts';

const read = (detection: TextDetection, filters = {}) =>
  asRekognitionReads(detection, filters).map(({ text }) => text);

function withConfidence(detection: TextDetection, of: (text: string) => number): TextDetection {
  const lines = detection.lines.map((line) => ({
    ...line,
    words: line.words.map((word) => ({ ...word, confidence: of(word.text) })),
  }));
  return { ...detection, lines };
}

it('drops words below 80 by default, and lines without words', () => {
  const detection = withConfidence(layOutText('SURE VAGUE\nVAGUE'), (text) =>
    text === 'SURE' ? 0.8 : 0.79,
  );
  expect(read(detection)).toEqual(['SURE']);
  expect(read(detection, { WordFilter: { MinConfidence: 79 } })).toEqual(['SURE VAGUE', 'VAGUE']);
});

it('drops words that are too small', () => {
  const detection = layOutText('WIDE-ENOUGH I');
  const [wide, narrow] = detection.lines[0]?.words ?? [];
  const MinBoundingBoxWidth = ((wide?.box.width ?? 0) + (narrow?.box.width ?? 0)) / 2;
  expect(read(detection, { WordFilter: { MinBoundingBoxWidth } })).toEqual(['WIDE-ENOUGH']);
  expect(read(detection, { WordFilter: { MinBoundingBoxHeight: 1 } })).toEqual([]);
});

it('stops at a hundred words, silently and even within a line', () => {
  const lines = asRekognitionReads(layOutText(Array(15).fill('A B C D E F G').join('\n')));
  expect(lines.flatMap(({ words }) => words)).toHaveLength(100);
  expect(lines.at(-1)?.text).toBe('A B');
  expect(lines).toHaveLength(15);
});

it('drops upside-down text and keeps text that runs straight down', () => {
  const detection = layOutText('TEXT');
  const turned = (degrees: number): TextDetection => {
    const angle = (degrees * Math.PI) / 180;
    const start = { x: 0.5, y: 0.5 };
    const end = { x: 0.5 + 0.1 * Math.cos(angle), y: 0.5 + 0.1 * Math.sin(angle) };
    const polygon = [start, end, end, start] as const;
    return { ...detection, lines: detection.lines.map((line) => ({ ...line, polygon })) };
  };
  const kept = [0, 45, -45, 90, -90, 100, -100, 180].filter((angle) => read(turned(angle)).length);
  expect(kept).toEqual([0, 45, -45, 90, -90]);
});

describe('a region', () => {
  const detection = layOutText('TEXT');
  const { left, top, width, height } = detection.lines[0]?.words[0]?.box ?? {
    left: 0,
    top: 0,
    width: 0,
    height: 0,
  };
  const box = (share: number) => ({
    BoundingBox: { Left: left, Top: top, Width: width * share, Height: height },
  });

  it('keeps a word if more than half of it is inside', () => {
    expect(read(detection, { RegionsOfInterest: [box(0.51)] })).toEqual(['TEXT']);
    expect(read(detection, { RegionsOfInterest: [box(0.49)] })).toEqual([]);
  });

  it('suffices if it is one of several', () => {
    expect(read(detection, { RegionsOfInterest: [box(0.1), box(1)] })).toEqual(['TEXT']);
  });

  it('can be a polygon', () => {
    const triangle = (reach: number) => ({
      Polygon: [
        { X: left, Y: top },
        { X: left + width * reach, Y: top },
        { X: left, Y: top + height * reach },
      ],
    });
    expect(read(detection, { RegionsOfInterest: [triangle(1.1)] })).toEqual(['TEXT']);
    expect(read(detection, { RegionsOfInterest: [triangle(0.9)] })).toEqual([]);
  });
});
