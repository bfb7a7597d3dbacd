import { GlyphwatchError } from '@glyphwatch/domain';
import { checkAgainst } from '@glyphwatch/document-reader/environment';
import * as z from 'zod/mini';

/** S3's limit. https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html */
const MAX_KEY_BYTES = 1024;
const MAX_BUCKET_CHARACTERS = 255;

export const someText = z.string().check(z.minLength(1));
export const bucketName = someText.check(z.maxLength(MAX_BUCKET_CHARACTERS));
export const objectKey = someText.check(
  z.refine((key) => Buffer.byteLength(key) <= MAX_KEY_BYTES, 'is longer than any S3 key'),
);
export const optionalName = z.optional(someText.check(z.maxLength(1024)));
export const sequencer = z.optional(
  z.string().check(z.regex(/^[0-9a-f]{1,64}$/i, 'must be hexadecimal')),
);
export const bytes = z.optional(z.int().check(z.nonnegative()));
export const time = z
  .string()
  .check(z.refine((text) => !Number.isNaN(Date.parse(text)), 'must be a time'));

/** Whose images people hear of together; only our own commands say it, but anybody could. */
export const run = z.object({
  id: z.string().check(z.minLength(1), z.maxLength(64)),
  name: z.enum(['backfill', 'redrive']),
});

/** Reads the known fields and ignores others. Messages name fields, never values. */
export function readFields<S extends z.ZodMiniType>(
  value: unknown,
  schema: S,
  form: string,
): z.output<S> {
  const checked = checkAgainst(value, schema);
  if (!checked.mistakes) return checked.value;
  const mistakes = checked.mistakes.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw invalid(`This ${form} is invalid: ${mistakes.join('; ')}.`);
}

export function invalid(message: string, cause?: unknown): GlyphwatchError {
  return new GlyphwatchError('upload-invalid', message, cause === undefined ? {} : { cause });
}
