import type { DetectDocumentTextResponse } from '@aws-sdk/client-textract';
import { GlyphwatchError } from '@glyphwatch/domain';
import * as z from 'zod/mini';

/* https://docs.aws.amazon.com/textract/latest/dg/API_DetectDocumentText.html */

const number = z.optional(z.number());
const text = z.optional(z.string());

const geometry = z.object({
  BoundingBox: z.optional(z.object({ Left: number, Top: number, Width: number, Height: number })),
  Polygon: z.optional(z.array(z.object({ X: number, Y: number }))),
});

const block = z.object({
  BlockType: text,
  Id: text,
  Text: text,
  Confidence: number,
  Geometry: z.optional(geometry),
  Relationships: z.optional(
    z.array(z.object({ Type: text, Ids: z.optional(z.array(z.string())) })),
  ),
});

const answer = z.object({ Blocks: z.optional(z.array(block)) });

export type Block = Readonly<z.output<typeof block>>;
export type Geometry = Readonly<z.output<typeof geometry>>;

/**
 * The SDK does not check types. Every answer has a page, even for an image without text; anything else is not to be taken for one, and
 * fails with `detector-unavailable`.
 */
export function blocksOf(given: DetectDocumentTextResponse): readonly Block[] {
  const { Blocks = [] } = answer.safeParse(given).data ?? {};
  if (Blocks.some(({ BlockType }) => BlockType === 'PAGE')) return Blocks;
  throw new GlyphwatchError(
    'detector-unavailable',
    'Textract answered without a page. Try again; if it persists, this version does not understand its answers.',
  );
}
