import { existsSync, readFileSync, statSync } from 'node:fs';
import { availableParallelism, homedir } from 'node:os';
import { dirname, join, resolve, sep } from 'node:path';
import { checkAgainst } from '@glyphwatch/document-reader';
import type { Io } from '../terminal/io.ts';
import { DEFAULT_RULES_FILE, SETTINGS_FILE } from './file-names.ts';
import { readSettings, type Settings, type SettingsUse } from './read-settings.ts';
import { storeChoice } from './settings-schema.ts';
import { invalid } from '../terminal/invalid.ts';

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
  /** The rules are those of the settings file, not of an option. */
  readonly hasOwnRules: boolean;
  /** A relative store path starts here: at the settings file, or for --store at the current folder. */
  readonly storeFolder: string;
  readonly workers: number;
  readonly hasSettings: boolean;
  /** Absolute path of the settings file in force. */
  readonly settingsFile?: string;
  /** Settings files among the images, which are not obeyed. */
  readonly ignoredSettings: readonly string[];
  /** The settings in force lie among the images, because the current folder or one above it is scanned. */
  readonly obeysSettingsAmongImages: boolean;
  readonly again: boolean;
  readonly reveal: boolean;
}

/**
 * The settings are those of whoever runs the command: `glyphwatch.yaml` at --config, else in the current folder, else in one
 * above it up to the project's or the home folder. Images come from anyone, so a settings file among them is not obeyed.
 */
export function readConfig(
  options: ConfigOptions,
  { cwd, env }: Pick<Io, 'cwd' | 'env'>,
  targets: readonly string[] = [],
  use: SettingsUse = 'sending',
): Config {
  const file = settingsFile(options.config, cwd);
  const folder = file === undefined ? cwd : dirname(file);
  const text = file === undefined ? '' : readSettingsFile(file);
  const settings = readSettings(text, { name: file ?? SETTINGS_FILE, env, folder, use });
  const { rules: named, annotate, workers, ...rest } = settings;
  const rules = rulesFile(options.rules, named, cwd, folder);
  const pictures = options.annotate === undefined ? annotate : resolve(cwd, options.annotate);
  return {
    ...rest,
    storeFolder: folder,
    ...(options.store === undefined ? {} : storeOf(options.store, { cwd, env })),
    workers: options.workers ?? workersOf(workers),
    hasSettings: file !== undefined,
    hasOwnRules: file !== undefined && options.rules === undefined,
    ...(file === undefined ? {} : { settingsFile: file }),
    ignoredSettings: settingsAmong(targets, cwd).filter((other) => other !== file),
    obeysSettingsAmongImages: options.config === undefined && isAmong(targets, cwd, file),
    again: options.again ?? false,
    reveal: options.reveal ?? false,
    ...(rules === undefined ? {} : { rules }),
    ...(pictures === undefined ? {} : { annotate: pictures }),
  };
}

/** The settings file in force for a command in `cwd`, if there is one. */
export function settingsFile(given: string | undefined, cwd: string): string | undefined {
  if (given !== undefined) return resolve(cwd, given);
  return foldersUpFrom(cwd)
    .map((folder) => join(folder, SETTINGS_FILE))
    .find((file) => existsSync(file));
}

/** Outside a project and the home folder only the folder itself: what is above may belong to anybody. */
function foldersUpFrom(cwd: string): string[] {
  const folders = [cwd];
  for (let folder = cwd; ; folder = dirname(folder)) {
    if (folder !== cwd) folders.push(folder);
    if (folder === homedir() || existsSync(join(folder, '.git'))) return folders;
    if (dirname(folder) === folder) return [cwd];
  }
}

function settingsAmong(targets: readonly string[], cwd: string): string[] {
  const folders = new Set(targets.map((target) => folderOf(resolve(cwd, target))));
  return [...folders]
    .map((folder) => join(folder, SETTINGS_FILE))
    .filter((file) => existsSync(file));
}

function isAmong(targets: readonly string[], cwd: string, file: string | undefined): boolean {
  if (file === undefined) return false;
  const folder = dirname(file);
  return targets
    .map((target) => resolve(cwd, target))
    .filter((target) => folderOf(target) === target)
    .some((target) => folder === target || folder.startsWith(join(target, sep)));
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
