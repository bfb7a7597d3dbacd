import { z } from 'zod';
import { ServiceError } from './service-error.ts';

/*
 * Constraints from the service's model. As everywhere at AWS, unknown members are ignored and null counts as absent.
 * https://docs.aws.amazon.com/rekognition/latest/APIReference/API_DetectText.html
 */
const FRACTION = z.number().min(0).max(1);
const MAX_REGIONS = 10;
const MIN_CORNERS = 3;

const S3_OBJECT = z.object({
  Bucket: z.string().regex(/^[0-9A-Za-z.\-_]{3,255}$/, 'is not a bucket name'),
  Name: z.string().max(1024).regex(/\S/, 'is empty'),
  Version: z.string().min(1).max(1024).optional(),
});

/** Checks only the alphabet: a full check of megabytes with a regular expression is expensive. */
const BASE64 = z
  .string()
  .min(1)
  .regex(/^[0-9A-Za-z+/=]*$/, 'is not base64');

const IMAGE = z
  .object({ Bytes: BASE64.optional(), S3Object: S3_OBJECT.optional() })
  .refine(({ Bytes, S3Object }) => (Bytes === undefined) !== (S3Object === undefined), {
    message: 'needs exactly one of Bytes and S3Object',
  });

const COORDINATE = z.number();
const BOX = z.object({ Left: COORDINATE, Top: COORDINATE, Width: FRACTION, Height: FRACTION });
const POLYGON = z.array(z.object({ X: COORDINATE, Y: COORDINATE })).min(MIN_CORNERS);

const REGION = z
  .object({ BoundingBox: BOX.optional(), Polygon: POLYGON.optional() })
  .refine(({ BoundingBox, Polygon }) => (BoundingBox === undefined) !== (Polygon === undefined), {
    message: 'needs exactly one of BoundingBox and Polygon',
  });

const FILTERS = z.object({
  WordFilter: z
    .object({
      MinConfidence: z.number().min(0).max(100).optional(),
      MinBoundingBoxHeight: FRACTION.optional(),
      MinBoundingBoxWidth: FRACTION.optional(),
    })
    .optional(),
  RegionsOfInterest: z.array(REGION).max(MAX_REGIONS).optional(),
});

const REQUEST = z.object({ Image: IMAGE, Filters: FILTERS.optional() });

export type DetectTextRequest = z.infer<typeof REQUEST>;
export type S3Object = z.infer<typeof S3_OBJECT>;
export type Filters = z.infer<typeof FILTERS>;
export type Region = z.infer<typeof REGION>;

export function parseRequest(body: Buffer): DetectTextRequest {
  const { data, error } = REQUEST.safeParse(jsonOf(body));
  if (data) return data;
  const [issue] = error.issues;
  throw new ServiceError(
    'InvalidParameterException',
    `${issue?.path.join('.') || 'body'}: ${issue?.message}`,
  );
}

function jsonOf(body: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'), (_, member: unknown) =>
      member === null ? undefined : member,
    );
    if (typeof value === 'object' && value !== null) return value;
  } catch (cause) {
    throw new ServiceError('SerializationException', undefined, { cause });
  }
  throw new ServiceError('SerializationException');
}
