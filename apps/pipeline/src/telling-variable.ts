import { DAYS, DEFAULT_EVERY_MS, SEVERITIES, TELL } from '@glyphwatch/domain';
import * as z from 'zod/mini';
import { jsonVariable } from './json-variable.ts';

const ms = z.number().check(z.nonnegative());

/** How the topic is told: a `ChannelTelling` as JSON. */
export const tellingVariable = z.pipe(
  jsonVariable,
  z.strictObject({
    tell: z._default(z.enum(TELL), 'grouped'),
    everyMs: z._default(ms, DEFAULT_EVERY_MS),
    atMost: z._default(z.int().check(z.positive()), 10),
    quietHours: z.exactOptional(
      z.strictObject({
        from: z.string(),
        to: z.string(),
        zone: z.string(),
        days: z.exactOptional(z.array(z.enum(DAYS))),
        except: z.exactOptional(z.enum(['critical'])),
      }),
    ),
    remind: z.exactOptional(z.partialRecord(z.enum(SEVERITIES), ms)),
  }),
);
