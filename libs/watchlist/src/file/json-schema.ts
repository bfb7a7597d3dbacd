import * as z from 'zod';
import { ruleFileSchema } from './rule-schema.ts';

const FIRST_RULE = { id: 'gate', match: 'KEEP OUT' };

/**
 * The rule file's JSON Schema, for editors. Only `parseRuleFile` checks what depends on several fields at once (a region
 * beyond the image, `maxEdits` without `fuzzy`, duplicate ids).
 */
export function ruleFileJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(ruleFileSchema, { io: 'input' });
  return {
    $schema,
    title: 'Glyphwatch rule file',
    description: 'The phrases to watch for in images.',
    ...schema,
    anyOf: [{ required: ['rules'] }, { required: ['extend'] }],
    examples: [{ rules: [FIRST_RULE] }],
  };
}
