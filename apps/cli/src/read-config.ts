import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { type LaptopSettings, readLaptopSettings } from './settings/laptop-settings.ts';
import { DEFAULT_RULES_FILE } from './settings/laptop-settings-schema.ts';
import type { Io } from './io.ts';

const SETTINGS_FILE = 'glyphwatch.yaml';
export const IN_MEMORY = ':memory:';

/** What the options of a call say; what they leave open, the settings decide. */
export interface Wishes {
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
  wishes: Wishes,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
  beside?: string,
): Config {
  const file = settingsFile(wishes.config, cwd, beside);
  const folder = file === undefined ? cwd : dirname(file);
  const text = file === undefined ? '' : readSettingsFile(file);
  const settings = readLaptopSettings(text, { name: file ?? SETTINGS_FILE, env, folder });
  const rules = rulesFile(wishes.rules, settings.rules, cwd, folder);
  const annotate =
    wishes.annotate === undefined ? settings.annotate : resolve(cwd, wishes.annotate);
  return {
    settings,
    store: storeFile(wishes.store, settings.store, cwd),
    workers: wishes.workers ?? workersOf(settings),
    channels: file === undefined ? [] : settings.channels,
    ...(rules === undefined ? {} : { rules }),
    ...(annotate === undefined ? {} : { annotate }),
  };
}

function settingsFile(wish: string | undefined, cwd: string, beside?: string): string | undefined {
  if (wish !== undefined) return resolve(cwd, wish);
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
  wish: string | false | undefined,
  named: string,
  cwd: string,
  folder: string,
): string | undefined {
  if (wish === false) return undefined;
  if (wish !== undefined) return resolve(cwd, wish);
  const isDefault = named === resolve(folder, DEFAULT_RULES_FILE);
  // The default file is a convenience; one that was named has to be there.
  return isDefault && !existsSync(named) ? undefined : named;
}

function storeFile(wish: string | false | undefined, named: string, cwd: string): string {
  if (wish === false || wish === IN_MEMORY) return IN_MEMORY;
  return wish === undefined ? named : resolve(cwd, wish);
}

/** Two already keep two cores busy; each costs a few hundred megabytes. */
function workersOf({ workers }: LaptopSettings): number {
  return workers === 'auto' ? Math.min(2, availableParallelism()) : workers;
}
