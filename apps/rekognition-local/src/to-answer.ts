import type { DetectTextResponse, TextDetection as Piece } from '@aws-sdk/client-rekognition';
import type { DetectedLine, DetectedWord } from '@glyphwatch/domain';

/** The flat list: all lines, then all words with their line's id. Ids count up through both. */
export function toAnswer(lines: readonly DetectedLine[], modelVersion: string): DetectTextResponse {
  const words = lines.flatMap(({ words }, line) => words.map((word) => ({ word, line })));
  return {
    TextDetections: [
      ...lines.map((line, id) => pieceOf(line, 'LINE', id)),
      ...words.map(({ word, line }, index) => ({
        ...pieceOf(word, 'WORD', lines.length + index),
        ParentId: line,
      })),
    ],
    TextModelVersion: modelVersion,
  };
}

function pieceOf(
  { text, confidence, box, polygon }: DetectedWord,
  Type: 'LINE' | 'WORD',
  Id: number,
): Piece {
  const { left: Left, top: Top, width: Width, height: Height } = box;
  return {
    DetectedText: text,
    Type,
    Id,
    Confidence: confidence * 100,
    Geometry: {
      BoundingBox: { Width, Height, Left, Top },
      Polygon: polygon.map(({ x: X, y: Y }) => ({ X, Y })),
    },
  };
}
