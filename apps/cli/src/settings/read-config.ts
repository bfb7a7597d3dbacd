import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { type LaptopSettings, readLaptopSettings } from './laptop-settings.ts';
import { DEFAULT_RULES_FILE } from './laptop-settings-schema.ts';
import type { Io } from '../terminal/io.ts';

const SETTINGS_FILE = 'glyphwatch.yaml';
export const IN_MEMORY = ':memory:';

/** Command-line options; they take precedence over the settings file. */
export interface CallOptions {
  readonly config?: string;
  readonly rules?: string | false;
  readonly store?: string | false;
  readonly workers?: number;
  readonly annotate?: string;
}

export interface Config {
  readonly settings: LaptopSettings;
  /** Absolute paths; absent: images are only read. */
  readonly rules?: string;
  readonly store: string;
  readonly annotate?: string;
  readonly workers: number;
  /** Whom to tell; nobody when there are no settings, because the command itself prints what it finds. */
  readonly channels: LaptopSettings['channels'];
}

/** Puts the call's options over `glyphwatch.yaml`, which lies beside the images, in the current folder or at --config. */
export function readConfig(
  options: CallOptions,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
  beside?: string,
): Config {
  const file = settingsFile(options.config, cwd, beside);
  const folder = file === undefined ? cwd : dirname(file);
  const text = file === undefined ? '' : readSettingsFile(file);
  const settings = readLaptopSettings(text, { name: file ?? SETTINGS_FILE, env, folder });
  const rules = rulesFile(options.rules, settings.rules, cwd, folder);
  const annotate =
    options.annotate === undefined ? settings.annotate : resolve(cwd, options.annotate);
  return {
    settings,
    store: storeFile(options.store, settings.store, cwd),
    workers: options.workers ?? workersOf(settings),
    channels: file === undefined ? [] : settings.channels,
    ...(rules === undefined ? {} : { rules }),
    ...(annotate === undefined ? {} : { annotate }),
  };
}

function settingsFile(given: string | undefined, cwd: string, beside?: string): string | undefined {
  if (given !== undefined) return resolve(cwd, given);
  const folders = beside === undefined ? [cwd] : [folderOf(resolve(cwd, beside)), cwd];
  return folders.map((folder) => join(folder, SETTINGS_FILE)).find((file) => existsSync(file));
}

function folderOf(target: string): string {
  return statSync(target, { throwIfNoEntry: false })?.isDirectory() ? target : dirname(target);
}

function readSettingsFile(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (cause) {
    throw new GlyphwatchError(
      'settings-invalid',
      `The settings ${file} cannot be read. Name another file with --config, or leave it out.`,
      { cause },
    );
  }
}

function rulesFile(
  given: string | false | undefined,
  named: string,
  cwd: string,
  folder: string,
): string | undefined {
  if (given === false) return undefined;
  if (given !== undefined) return resolve(cwd, given);
  const isDefault = named === resolve(folder, DEFAULT_RULES_FILE);
  // The default file is a convenience; one that was named has to be there.
  return isDefault && !existsSync(named) ? undefined : named;
}

function storeFile(given: string | false | undefined, named: string, cwd: string): string {
  if (given === false || given === IN_MEMORY) return IN_MEMORY;
  return given === undefined ? named : resolve(cwd, given);
}

/** Two already keep two cores busy; each costs a few hundred megabytes. */
function workersOf({ workers }: LaptopSettings): number {
  return workers === 'auto' ? Math.min(2, availableParallelism()) : workers;
}
