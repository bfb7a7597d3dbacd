import type { ValueMatching } from '../rule.ts';
import type { RuleBody } from './compiled-rule.ts';

type Kind = 'boolean' | 'number' | 'string' | 'array' | 'object' | 'undefined';
type Shape<T> = { readonly [Field in keyof Required<T>]: readonly Kind[] };

const MATCHING: Shape<ValueMatching> = {
  mode: ['string'],
  boundary: ['string'],
  tolerance: ['string'],
  caseSensitive: ['boolean'],
  foldAccents: ['boolean'],
  maxEdits: ['number', 'undefined'],
  joinLines: ['number', 'undefined'],
  check: ['string', 'undefined'],
  obfuscation: ['boolean', 'undefined'],
};
const BODY: Shape<RuleBody> = {
  enabled: ['boolean'],
  kind: ['string'],
  match: ['object'],
  minConfidence: ['number'],
  region: ['array'],
  minTextHeight: ['number'],
  rotation: ['string'],
  context: ['object', 'undefined'],
  allow: ['array'],
  scope: ['object'],
  minWords: ['number'],
  minOccurrences: ['number'],
  severity: ['string', 'object'],
  sensitive: ['boolean'],
  channels: ['array'],
  tags: ['array'],
  telling: ['object', 'undefined'],
};

/** Fails if a field is missing, of another kind or unknown: such a rule would match something else, or nothing. */
export function readBody(text: string): RuleBody {
  const body: RuleBody = JSON.parse(text);
  checkFields(body, BODY);
  checkFields(body.match, MATCHING);
  return body;
}

function checkFields<T extends object>(value: T, shape: Shape<T>): void {
  for (const field of Object.keys(value)) {
    if (!Object.hasOwn(shape, field)) throw new TypeError(`${field} is unknown`);
  }
  for (const [field, kinds] of Object.entries<readonly Kind[]>(shape)) {
    const kind = kindOf(value[field as keyof T]);
    if (!kinds.some((each) => each === kind))
      throw new TypeError(`${field} is of the kind ${kind}`);
  }
}

function kindOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'array' : typeof value;
}
