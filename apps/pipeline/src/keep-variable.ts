import * as z from 'zod/mini';
import { jsonVariable } from './json-variable.ts';

const ms = z.number().check(z.positive());

/** How long things are kept, milliseconds, as JSON; without an age for ever. */
export const keepVariable = z.pipe(
  jsonVariable,
  z.strictObject({
    results: z.exactOptional(ms),
    matches: z.exactOptional(ms),
    deliveries: z._default(ms, 90 * 24 * 3_600_000),
  }),
);
