import { DETECTORS } from '@glyphwatch/pipeline/providers';
import * as z from 'zod';
import { detectorInput } from './detector-choice.ts';
import { settingsFields } from './settings.ts';

/** The settings file's JSON Schema, for editors. What depends on two fields at once is for `readInfraSettings` to say. */
export function settingsJsonSchema(): Record<string, unknown> {
  const fields = settingsFields.extend({
    detector: z.optional(detectorInput(DETECTORS)),
    provider: z.unknown().optional().meta({ deprecated: true, description: 'Use detector.' }),
  });
  const { $schema, ...schema } = z.toJSONSchema(fields, { io: 'input' });
  return {
    $schema,
    title: 'Glyphwatch on AWS',
    description: 'All settings of the pipeline on AWS. settings.yaml explains each field.',
    ...schema,
  };
}
