import type { DetectDocumentTextResponse } from '@aws-sdk/client-textract';
import { type DetectedLine, type DetectedWord, type Point, rectangle } from '@glyphwatch/domain';
import { lineOf, pixelPlace } from '@glyphwatch/sent-image';
import { type Block, blocksOf, type Geometry } from './answer.ts';

/**
 * Lines with their words, in the order of the answer. A LINE names its WORDs, which may be missing from the answer, as in AWS's own
 * sample; then it is its own word. A WORD that no line names is a line. No text is lost: a rule may match it.
 */
export function linesOf(answer: DetectDocumentTextResponse): DetectedLine[] {
  const blocks = blocksOf(answer);
  const words = new Map(
    blocks.filter(({ BlockType }) => BlockType === 'WORD').map((word) => [word.Id, word]),
  );
  const named = new Set<string>();
  const lines = blocks.filter(({ BlockType }) => BlockType === 'LINE');
  for (const id of lines.flatMap(childrenOf)) named.add(id);
  return blocks.flatMap((block) => {
    if (block.BlockType === 'LINE') {
      const own = childrenOf(block).flatMap((id) => words.get(id) ?? []);
      return lineOf(placed(block), own.map(placed));
    }
    const isAlone = block.BlockType === 'WORD' && !named.has(block.Id ?? '');
    return isAlone ? lineOf(placed(block), [placed(block)]) : [];
  });
}

function childrenOf({ Relationships = [] }: Block): string[] {
  return Relationships.filter(({ Type }) => Type === 'CHILD').flatMap(({ Ids = [] }) => Ids);
}

function placed({ Text: text = '', Confidence = 0, Geometry = {} }: Block): DetectedWord {
  return pixelPlace({ text, confidence: Confidence / 100, corners: cornersOf(Geometry) });
}

/** The polygon follows the text, clockwise from its own top left; `RotationAngle` is given for words only. */
function cornersOf({ Polygon = [], BoundingBox }: Geometry): readonly Point[] {
  if (Polygon.length > 0) return Polygon.map(({ X = 0, Y = 0 }) => ({ x: X, y: Y }));
  const { Left = 0, Top = 0, Width = 1, Height = 1 } = BoundingBox ?? {};
  return rectangle(Left, Top, Left + Width, Top + Height);
}
