import { Ajv } from 'ajv';

/*
 * What of the API's description images:annotate with text detection uses, as JSON Schema. Integers are int32, `content` is base64.
 * From googleapis/google-api-go-client at 19ff8768a5c0b8e46ea281065664787eefc24121, vision/v1/vision-api.json; TextDetectionParams,
 * which is newer, from googleapis/googleapis, google/cloud/vision/v1/image_annotator.proto.
 */

const object = (
  properties: Readonly<Record<string, unknown>>,
  required: readonly string[] = [],
) => ({ type: 'object', properties, required, additionalProperties: false });
const list = (items: unknown) => ({ type: 'array', items });
const text = { type: 'string' };
const share = { type: 'number', minimum: 0, maximum: 1 };
const int32 = { type: 'integer', minimum: -(2 ** 31), maximum: 2 ** 31 - 1 };

const boundingPoly = object({
  vertices: list(object({ x: int32, y: int32 })),
  normalizedVertices: list(object({ x: { type: 'number' }, y: { type: 'number' } })),
});
const property = object({
  detectedLanguages: list(object({ languageCode: text, confidence: share })),
  detectedBreak: object({
    type: {
      enum: ['UNKNOWN', 'SPACE', 'SURE_SPACE', 'EOL_SURE_SPACE', 'HYPHEN', 'LINE_BREAK'],
    },
    isPrefix: { type: 'boolean' },
  }),
});
const common = { boundingBox: boundingPoly, property, confidence: share };
const symbol = object({ ...common, text });
const word = object({ ...common, symbols: list(symbol) });
const paragraph = object({ ...common, words: list(word) });
const block = object({
  ...common,
  paragraphs: list(paragraph),
  blockType: { enum: ['UNKNOWN', 'TEXT', 'TABLE', 'PICTURE', 'RULER', 'BARCODE'] },
});
const page = object({
  property,
  confidence: share,
  width: int32,
  height: int32,
  blocks: list(block),
});
const status = object({ code: int32, message: text, details: list({ type: 'object' }) });

const ajv = new Ajv({ strict: true });

export interface Request {
  readonly requests: readonly [
    {
      readonly image: { readonly content: string };
      readonly features: readonly [{ readonly type: string; readonly model: string }];
      readonly imageContext?: {
        readonly textDetectionParams?: { readonly enableTextDetectionConfidenceScore?: boolean };
      };
    },
  ];
}

const TYPES = ['TEXT_DETECTION', 'DOCUMENT_TEXT_DETECTION'];

/** Of an image's content, one feature for text. */
export const isRequest = ajv.compile<Request>(
  object(
    {
      requests: {
        ...list(
          object(
            {
              image: object({ content: { type: 'string', pattern: '^[A-Za-z0-9+/]+=*$' } }, [
                'content',
              ]),
              features: {
                ...list(
                  object({ type: { enum: TYPES }, maxResults: int32, model: text }, ['type']),
                ),
                minItems: 1,
                maxItems: 1,
              },
              imageContext: object({
                languageHints: list(text),
                textDetectionParams: object({
                  enableTextDetectionConfidenceScore: { type: 'boolean' },
                  advancedOcrOptions: list(text),
                }),
              }),
            },
            ['image', 'features'],
          ),
        ),
        minItems: 1,
        maxItems: 1,
      },
    },
    ['requests'],
  ),
);

export const isAnswer = ajv.compile(
  object({
    responses: list(
      object({
        textAnnotations: list(object({ locale: text, description: text, boundingPoly })),
        fullTextAnnotation: object({ pages: list(page), text }),
        error: status,
      }),
    ),
  }),
);
