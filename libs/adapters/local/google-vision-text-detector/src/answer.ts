import { GlyphwatchError } from '@glyphwatch/domain';
import * as z from 'zod/mini';

/*
 * What is read of an answer. Everything is optional: numbers that are 0 are left out.
 * https://cloud.google.com/vision/docs/reference/rest/v1/AnnotateImageResponse
 */

const number = z.optional(z.number());
const vertices = z.optional(z.array(z.object({ x: number, y: number })));

const symbol = z.object({
  text: z.optional(z.string()),
  confidence: number,
  property: z.optional(
    z.object({
      detectedBreak: z.optional(
        z.object({
          type: z.optional(z.string()),
          /** It is before the symbol. */
          isPrefix: z.optional(z.boolean()),
        }),
      ),
    }),
  ),
});

const word = z.object({
  boundingBox: z.optional(
    z.object({
      vertices,
      /** Fractions instead of pixels. */
      normalizedVertices: vertices,
    }),
  ),
  confidence: number,
  symbols: z.optional(z.array(symbol)),
});

const paragraph = z.object({ words: z.optional(z.array(word)) });
const block = z.object({ paragraphs: z.optional(z.array(paragraph)) });
const page = z.object({ width: number, height: number, blocks: z.optional(z.array(block)) });

const imageAnswer = z.object({
  textAnnotations: z.optional(z.array(z.unknown())),
  fullTextAnnotation: z.optional(z.object({ pages: z.optional(z.array(page)) })),
  /**
   * What was read in spite of it is right.
   * https://github.com/googleapis/googleapis/blob/master/google/rpc/code.proto
   */
  error: z.optional(z.object({ code: number, message: z.optional(z.string()) })),
});

export type ImageAnswer = Readonly<z.output<typeof imageAnswer>>;
export type Page = Readonly<z.output<typeof page>>;
export type Paragraph = Readonly<z.output<typeof paragraph>>;
export type Word = Readonly<z.output<typeof word>>;
export type Break = NonNullable<NonNullable<z.output<typeof symbol>['property']>['detectedBreak']>;

/** The answer for one image. Fails with `detector-unavailable` for anything else. */
export function imageAnswerOf(value: unknown): ImageAnswer {
  const { data, success } = imageAnswer.safeParse(value);
  if (!success) throw unknownAnswer();
  return data;
}

export function unknownAnswer(): GlyphwatchError {
  return new GlyphwatchError(
    'detector-unavailable',
    'Google Vision answered in a way that this version does not understand. Try again; if it persists, please report it.',
  );
}
