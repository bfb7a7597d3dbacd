import type { DetectTextResponse } from '@aws-sdk/client-rekognition';
import { GlyphwatchError } from '@glyphwatch/domain';
import * as z from 'zod/mini';

/* https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectText.html */

const number = z.optional(z.number());
const text = z.optional(z.string());

const geometry = z.object({
  BoundingBox: z.optional(z.object({ Left: number, Top: number, Width: number, Height: number })),
  Polygon: z.optional(z.array(z.object({ X: number, Y: number }))),
});

const piece = z.object({
  Type: text,
  Id: number,
  ParentId: number,
  DetectedText: text,
  Confidence: number,
  Geometry: z.optional(geometry),
});

const answer = z.object({ TextModelVersion: text, TextDetections: z.optional(z.array(piece)) });

export type Answer = Readonly<z.output<typeof answer>>;
export type Piece = Readonly<z.output<typeof piece>>;
export type Geometry = Readonly<z.output<typeof geometry>>;

/** The SDK does not check types. Fails with `detector-unavailable`, because it is not an image without text. */
export function checkedAnswer(given: DetectTextResponse): Answer {
  const { data, success } = answer.safeParse(given);
  if (success) return data;
  throw new GlyphwatchError(
    'detector-unavailable',
    'Rekognition answered in a way that this version does not understand. Try again; if it persists, please report it.',
  );
}
