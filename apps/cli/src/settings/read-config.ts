import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { checkAgainst } from '@glyphwatch/document-reader';
import type { Io } from '../terminal/io.ts';
import { readSettings, type Settings } from './read-settings.ts';
import { DEFAULT_RULES_FILE, storeChoice } from './settings-schema.ts';
import { invalid } from '../terminal/invalid.ts';

const SETTINGS_FILE = 'glyphwatch.yaml';
const IN_MEMORY = ':memory:';

export interface ConfigOptions {
  readonly config?: string;
  readonly rules?: string | false;
  readonly store?: string | false;
  readonly workers?: number;
  readonly annotate?: string;
  readonly again?: boolean;
  readonly reveal?: boolean;
}

/** The settings file overridden by command-line options; paths are absolute. */
export interface Config extends Omit<Settings, 'rules' | 'workers'> {
  /** Absent: images are only read. */
  readonly rules?: string;
  /** A relative store path starts here: at the settings file, or for --store at the current folder. */
  readonly storeFolder: string;
  readonly workers: number;
  /** Without settings a scan notifies nobody: the command itself prints what it finds. */
  readonly hasSettings: boolean;
  readonly again: boolean;
  readonly reveal: boolean;
}

/** Looks for `glyphwatch.yaml` at --config, else beside the images, else in the current folder. */
export function readConfig(
  options: ConfigOptions,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
  beside?: string,
): Config {
  const file = settingsFile(options.config, cwd, beside);
  const folder = file === undefined ? cwd : dirname(file);
  const text = file === undefined ? '' : readSettingsFile(file);
  const settings = readSettings(text, { name: file ?? SETTINGS_FILE, env, folder });
  const { rules: named, annotate, workers, ...rest } = settings;
  const rules = rulesFile(options.rules, named, cwd, folder);
  const pictures = options.annotate === undefined ? annotate : resolve(cwd, options.annotate);
  return {
    ...rest,
    storeFolder: folder,
    ...(options.store === undefined ? {} : storeOf(options.store, { cwd, env })),
    workers: options.workers ?? workersOf(workers),
    hasSettings: file !== undefined,
    again: options.again ?? false,
    reveal: options.reveal ?? false,
    ...(rules === undefined ? {} : { rules }),
    ...(pictures === undefined ? {} : { annotate: pictures }),
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
    throw invalid(
      `The settings file ${file} cannot be read. Name another one with --config, or leave the option out.`,
      cause,
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
  // The default file is a convenience; a file that was named must exist.
  return isDefault && !existsSync(named) ? undefined : named;
}

function storeOf(
  given: string | false,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
): Pick<Config, 'store' | 'storeFolder'> {
  const { value, mistakes } = checkAgainst(given || IN_MEMORY, storeChoice(env));
  if (value) return { store: value, storeFolder: cwd };
  const problems = mistakes.map(({ message }) => message).join('; ');
  throw invalid(`--store ${problems}`);
}

/** Not one per core, because each worker costs a few hundred megabytes. */
function workersOf(workers: Settings['workers']): number {
  return workers === 'auto' ? Math.min(2, availableParallelism()) : workers;
}
