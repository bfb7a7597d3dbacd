import { suggestion } from '@glyphwatch/document-reader';
import { DAYS, GROUP_FIELDS, TEMPLATE_FIELDS } from '@glyphwatch/domain';
import * as z from 'zod';

/** How people are told of what a rule found. */

/** A longer one would outlive what an outbox remembers. */
const LONGEST_COOLDOWN = 24 * 60 * 60;
const LONGEST_SUBJECT = 200;
const LONGEST_NOTE = 1000;

const time = z
  .string()
  .regex(/^(?:[01]\d|2[0-3]):[0-5]\d$/, 'must be a time from "00:00" to "23:59"');
const endTime = z
  .string()
  .regex(/^(?:(?:[01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time from "00:00" to "24:00"');

export const zoneSchema = z
  .string()
  .refine(isZone, 'must be a time zone, like Europe/Berlin or UTC');

const quietHours = z
  .strictObject({
    from: time.describe('Local time at which they begin, like "22:00".'),
    to: endTime.describe('Local time at which they end, like "07:00"; earlier: on the next day.'),
    days: z
      .array(z.enum(DAYS))
      .min(1)
      .optional()
      .describe('Days on which they begin; default: every day.'),
    zone: zoneSchema.optional().describe("Time zone; default: that of the settings' timezone."),
    except: z.literal('critical').optional().describe('critical: those are told at once.'),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], error: 'must not be the same as from' });

const template = z.strictObject({
  subject: words(LONGEST_SUBJECT).optional().describe('In place of the subject, with {field}s.'),
  note: words(LONGEST_NOTE)
    .optional()
    .describe(`Shown below the rule, with {field}s: ${TEMPLATE_FIELDS.join(', ')}.`),
});

export const tellingFields = {
  cooldownSeconds: z
    .number()
    .min(0)
    .max(LONGEST_COOLDOWN)
    .nullish()
    .describe("Least time between two messages about the same; default: the channel's."),
  groupBy: z
    .array(z.enum(GROUP_FIELDS))
    .min(1)
    .nullish()
    .describe('What counts as the same; default: ruleId.'),
  quietHours: quietHours.nullish().describe('When people are not told; they hear afterwards.'),
  template: template.nullish().describe("Your team's own words."),
};

export type WrittenQuietHours = z.output<typeof quietHours>;

/** Words in single braces must be fields. */
function words(longest: number) {
  return z
    .string()
    .min(1)
    .max(longest)
    .check(({ value, issues }) => {
      for (const [, word = ''] of value.matchAll(/\{(\w+)\}/g)) {
        if (TEMPLATE_FIELDS.some((field) => field === word)) continue;
        const message = `has no field "{${word}}"${suggestion(word, TEMPLATE_FIELDS) || `; there are ${TEMPLATE_FIELDS.join(', ')}`}`;
        issues.push({ code: 'custom', message, input: value, path: [] });
      }
    });
}

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== '';
  } catch {
    return false;
  }
}
