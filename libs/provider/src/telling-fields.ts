import {
  type ChannelTelling,
  DAYS,
  DEFAULT_EVERY_MS,
  SEVERITIES,
  TELL,
  type Tell,
} from '@glyphwatch/domain';
import * as z from 'zod/mini';
import type * as core from 'zod/v4/core';
import type { Abilities } from './abilities.ts';

const UNITS: Readonly<Record<string, number>> = { s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

const LIKE_A_TIME = 'must be a time like 90s, 15m, 2h or 1d';

/** `90s`, `15m`, `2h`, `1d` as milliseconds. */
export const duration = z.pipe(
  z.string(LIKE_A_TIME).check(z.regex(/^\d{1,6}[smhd]$/, LIKE_A_TIME)),
  z.transform((text: string) => Number(text.slice(0, -1)) * (UNITS[text.slice(-1)] ?? 0)),
);

const MIN_AGE_MS = 3_600_000;

/** How long something is kept, in milliseconds; an hour at least, so that a slip of the unit does not delete today's results. */
export const age = duration.check(
  z.refine((ms) => ms >= MIN_AGE_MS, 'must be an hour or more: 24h, 90d'),
);

const WALL_TIME = /^(?:[01]\d|2[0-3]):[0-5]\d$|^24:00$/;
const wallTime = z.string().check(z.regex(WALL_TIME, 'must be a time like "22:00", in quotes'));

export const timeZone = z
  .string()
  .check(z.refine(isTimeZone, { error: 'must be a time zone like Europe/Berlin' }));

export const quietHours = z
  .strictObject({
    from: wallTime,
    to: wallTime,
    days: z.optional(z.array(z.enum(DAYS)).check(z.minLength(1))),
    zone: z.optional(timeZone),
    except: z.optional(z.enum(['critical'])),
  })
  .check(
    z.refine(({ from, to }) => from !== to, {
      path: ['to'],
      error: 'equals from, so it would always be quiet',
    }),
  );

/** How a channel is told, as every list of channels takes it. */
export const tellingFields = {
  tell: z
    .optional(z.enum(TELL))
    .check(
      z.describe(
        'grouped: the first at once, then digests. each: every notification at once. Default: as the type of channel needs it.',
      ),
    ),
  every: z
    .optional(duration)
    .check(
      z.describe(
        'Time between messages about the same thing, doubling to an hour while matches go on; default 15m.',
      ),
    ),
  atMost: z
    .optional(z.int().check(z.minimum(1), z.maximum(1000)))
    .check(z.describe('Messages an hour; critical ones have as many of their own.')),
  quietHours: z
    .optional(quietHours)
    .check(z.describe('When nothing is sent; what comes then is told in one digest at the end.')),
  remind: z
    .optional(z.partialRecord(z.enum(SEVERITIES), duration))
    .check(
      z.describe(
        'Reminders until somebody judged the match, like { critical: 30m }; three of them.',
      ),
    ),
  escalate: z
    .optional(z.strictObject({ after: duration, to: z.string().check(z.minLength(1)) }))
    .check(z.describe('The channel that is told if nobody has judged the match by then.')),
};

export type TellingSettings = {
  readonly [Field in keyof typeof tellingFields]?: core.output<(typeof tellingFields)[Field]>;
};

const DEFAULT_AT_MOST = 30;

/** How a channel of a provider with these `abilities` is told. `zone`: where quiet hours do not name one. */
export function tellingOf(
  { tell, every, atMost, quietHours: quiet, remind, escalate }: TellingSettings,
  { tells = 'grouped', atMost: most = DEFAULT_AT_MOST }: Pick<Abilities, 'tells' | 'atMost'>,
  zone: string,
): ChannelTelling {
  const way: Tell = tell ?? tells;
  return {
    tell: way,
    everyMs: every ?? DEFAULT_EVERY_MS,
    atMost: atMost ?? most,
    ...(quiet ? { quietHours: { ...defined(quiet), zone: quiet.zone ?? zone } } : {}),
    ...(remind ? { remind: defined(remind) } : {}),
    ...(escalate ? { escalate: { afterMs: escalate.after, to: escalate.to } } : {}),
  };
}

/** Of this machine. */
export function zoneHere(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}

type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };

function defined<T extends object>(fields: T): Defined<T> {
  const kept = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(kept) as Defined<T>;
}

function isTimeZone(zone: string): boolean {
  try {
    Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
