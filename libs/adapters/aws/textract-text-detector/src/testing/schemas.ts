import { Ajv } from 'ajv';

/*
 * What of Textract's model DetectDocumentText uses, as JSON Schema; `Bytes` in base64, as on the wire. From
 * aws/aws-sdk-js-v3 at 0b0817642a2279f34fbc3615ac520f193f64ba5f: codegen/sdk-codegen/aws-models/textract.json
 */

const object = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
) => ({ type: 'object', properties, required, additionalProperties: false });
const text = { type: 'string' };
const number = { type: 'number' };
const count = { type: 'integer', minimum: 0 };

const geometry = object({
  BoundingBox: object({ Width: number, Height: number, Left: number, Top: number }),
  Polygon: { type: 'array', items: object({ X: number, Y: number }) },
  RotationAngle: number,
});

const block = object({
  BlockType: { enum: ['PAGE', 'LINE', 'WORD'] },
  Confidence: { type: 'number', minimum: 0, maximum: 100 },
  Text: text,
  TextType: { enum: ['HANDWRITING', 'PRINTED'] },
  Geometry: geometry,
  Id: { type: 'string', pattern: '\\S' },
  Relationships: {
    type: 'array',
    items: object({
      Type: { enum: ['VALUE', 'CHILD', 'COMPLEX_FEATURES', 'MERGED_CELL', 'TITLE', 'ANSWER'] },
      Ids: { type: 'array', items: { type: 'string', pattern: '\\S' } },
    }),
  },
  Page: count,
});

const ajv = new Ajv({ strict: true, allowUnionTypes: true });

/** An object in S3 would do as well, but is never sent here. */
export const isRequest = ajv.compile<{ Document: { Bytes: string } }>(
  object(
    {
      Document: object({ Bytes: { type: 'string', minLength: 1, pattern: '^[A-Za-z0-9+/]+=*$' } }, [
        'Bytes',
      ]),
    },
    ['Document'],
  ),
);

export const isAnswer = ajv.compile(
  object({
    DocumentMetadata: object({ Pages: count }),
    Blocks: { type: 'array', items: block },
    DetectDocumentTextModelVersion: text,
  }),
);
