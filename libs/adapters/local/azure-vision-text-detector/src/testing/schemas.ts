import { Ajv } from 'ajv';

/*
 * What of the service's description an analysis with `features=read` uses, as JSON Schema. From Azure/azure-rest-api-specs at
 * 1aacda3283d91a87936cf1a091b202e4cdbf028e:
 * specification/ai/data-plane/ImageAnalysis/stable/2023-10-01/generated.json
 */

const object = (properties: Readonly<Record<string, unknown>>) => ({
  type: 'object',
  properties,
  required: Object.keys(properties),
  additionalProperties: false,
});
const text = { type: 'string', minLength: 1 };
const pixel = { type: 'integer', minimum: 0, maximum: 2 ** 31 - 1 };
const side = { ...pixel, minimum: 1 };
const boundingPolygon = {
  type: 'array',
  items: object({ x: pixel, y: pixel }),
  minItems: 4,
  maxItems: 4,
};
const word = object({
  text,
  boundingPolygon,
  confidence: { type: 'number', minimum: 0, maximum: 1 },
});
const line = object({ text, boundingPolygon, words: { type: 'array', items: word, minItems: 1 } });
/** The description asks for at least one line; what an image without text gives, it does not say. */
const block = object({ lines: { type: 'array', items: line } });

export const isAnswer = new Ajv({ strict: true }).compile(
  object({
    modelVersion: { type: 'string' },
    metadata: object({ width: side, height: side }),
    readResult: object({ blocks: { type: 'array', items: block, maxItems: 1 } }),
  }),
);

/** The parameters of a request; a `language` is only for tags. */
export const PARAMETERS: Readonly<Record<string, RegExp>> = {
  'api-version': /^2023-10-01$/,
  features: /^read$/,
  'model-version': /^(latest|\d{4}-\d{2}-\d{2})(-preview)?$/,
};
