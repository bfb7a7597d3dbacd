import * as z from 'zod';
import { ruleFileSchema } from './rule-schema.ts';

const FIRST_RULE = { id: 'gate', match: 'KEEP OUT' };

/**
 * The rule file's JSON Schema, for editors. It knows everything but what depends on several fields at once (a region
 * beyond the image, `maxEdits` without `fuzzy`, doubled ids): that is for `parseRuleFile` to say.
 */
export function ruleFileJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(ruleFileSchema, { io: 'input' });
  return {
    $schema,
    title: 'Glyphwatch rule file',
    description: 'What text somebody waits for in images.',
    ...schema,
    anyOf: [{ required: ['rules'] }, { required: ['extend'] }],
    examples: [{ rules: [FIRST_RULE] }],
  };
}
