import type { Block } from '@aws-sdk/client-textract';
import {
  type DetectedLine,
  type DetectedWord,
  hasErrorCode,
  type TextDetector,
} from '@glyphwatch/domain';
import { json } from './answers.ts';
import type { HttpAnswer } from './forward.ts';
import type { Call } from './read-call.ts';

const MAX_BYTES = 10 * 1024 * 1024;

/**
 * Textract, with what the stack's detector reads: all words of an image, where Rekognition stops at a hundred. Reads bytes only, and
 * checks neither signatures nor sizes in pixels.
 * https://docs.aws.amazon.com/textract/latest/dg/API_DetectDocumentText.html
 */
export async function detectDocumentText(
  { operation, input }: Call,
  detector: TextDetector,
): Promise<HttpAnswer> {
  const { Bytes } = (input['Document'] ?? {}) as { readonly Bytes?: unknown };
  if (operation !== 'DetectDocumentText') return refuse('UnknownOperationException');
  if (typeof Bytes !== 'string') return refuse('InvalidParameterException');
  const bytes = Buffer.from(Bytes, 'base64');
  if (bytes.length > MAX_BYTES) return refuse('DocumentTooLargeException');
  const image = { address: { bucket: 'request', key: 'document' }, read: async () => bytes };
  try {
    const { lines, modelVersion } = await detector.detectText(image);
    return json('textract', 200, {
      DocumentMetadata: { Pages: 1 },
      DetectDocumentTextModelVersion: modelVersion,
      Blocks: [{ BlockType: 'PAGE', Id: 'page' }, ...lines.flatMap(blocksOf)],
    });
  } catch (error) {
    if (hasErrorCode(error, 'image-unsupported')) return refuse('UnsupportedDocumentException');
    throw error;
  }
}

function refuse(name: string): HttpAnswer {
  return json('textract', 400, { __type: name, Message: `${name} of the local stack` });
}

/** A line, then its words. */
function blocksOf(line: DetectedLine, index: number): Block[] {
  const words = line.words.map((word, at) => blockOf(word, 'WORD', `${index}.${at}`));
  const Relationships = [{ Type: 'CHILD' as const, Ids: words.flatMap(({ Id = [] }) => Id) }];
  return [{ ...blockOf(line, 'LINE', String(index)), Relationships }, ...words];
}

function blockOf(
  { text, confidence, box, polygon }: DetectedWord,
  BlockType: 'LINE' | 'WORD',
  Id: string,
): Block {
  const { left: Left, top: Top, width: Width, height: Height } = box;
  return {
    ...{ BlockType, Id, Text: text, Confidence: confidence * 100 },
    Geometry: {
      BoundingBox: { Width, Height, Left, Top },
      Polygon: polygon.map(({ x: X, y: Y }) => ({ X, Y })),
    },
  };
}
