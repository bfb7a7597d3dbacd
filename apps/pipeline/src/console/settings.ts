import { type Environment, readEnvironment } from '@glyphwatch/document-reader/environment';
import { timeZone } from '@glyphwatch/provider';
import * as z from 'zod/mini';
import { LOG_LEVELS } from '../observe/logger.ts';

const name = z.string().check(z.minLength(1));

const fields = {
  METADATA_TABLE: name,
  MATCHES_TABLE: name,
  DELIVERIES_TABLE: name,
  ALERTS_TABLE: name,
  /** Who saw what is otherwise covered. */
  REVEALS_TABLE: name,
  IMAGE_BUCKET: name,
  /** Names of the detectors, for people. */
  DETECTORS: name,
  /** The claim of tokens that names groups; `viewer` and `reviewer` count. */
  GROUPS_CLAIM: name,
  /** Whose days and hours the page shows. */
  TIMEZONE: z._default(timeZone, 'UTC'),
  LOG_LEVEL: z._default(z.enum(LOG_LEVELS), 'info'),
};

export type ConsoleSettings = Readonly<z.output<ReturnType<typeof schema>>>;

/** Reads the environment of the console's function; fails with `settings-invalid`, which names every invalid variable. */
export function readConsoleSettings(env: Environment): ConsoleSettings {
  return readEnvironment(env, schema());
}

function schema() {
  return z.object(fields);
}

/** Every variable that the console's function reads. */
export const CONSOLE_SETTING_NAMES: readonly string[] = Object.keys(fields);
