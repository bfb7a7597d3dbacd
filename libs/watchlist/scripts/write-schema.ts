/*
 * Writes rule-file.schema.json from the schema that the parser uses.
 *
 *     npx nx run watchlist:schema
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ruleFileJsonSchema } from '../src/file/json-schema.ts';

const file = join(import.meta.dirname, '../rule-file.schema.json');
writeFileSync(file, `${JSON.stringify(ruleFileJsonSchema(), null, 2)}\n`);
