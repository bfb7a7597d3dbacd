import * as z from 'zod';
import { settingsSchema } from './settings.ts';

/** The settings file's JSON Schema, for editors. What depends on two fields at once is for `readInfraSettings` to say. */
export function settingsJsonSchema(): Record<string, unknown> {
  const { $schema, ...schema } = z.toJSONSchema(settingsSchema, { io: 'input' });
  return {
    $schema,
    title: 'Glyphwatch on AWS',
    description:
      'Everything that can be chosen about the pipeline. settings.yaml explains each field.',
    ...schema,
  };
}
