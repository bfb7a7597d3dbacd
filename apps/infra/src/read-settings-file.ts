import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { GlyphwatchError } from '@glyphwatch/domain';
import { codeOf } from '@glyphwatch/watchlist/disk';
import { formatProblems, locateDocument } from '@glyphwatch/document-reader';
import { tooLongPattern } from './upload-pattern.ts';
import { type Contradiction, neverNotified } from './never-notified.ts';
import { DEFAULT_RULE_FILE } from './constructs/rule-file.ts';
import { readRuleFiles } from './read-rule-files.ts';
import { shownPath } from './shown-path.ts';
import { type InfraSettings, readInfraSettings } from './settings.ts';

export interface SettingsFile {
  readonly settings: InfraSettings;
  /** Its folder; the rule file's path is relative to it. */
  readonly folder: string;
}

const OURS = join(import.meta.dirname, '../settings.yaml');

/** Ours, or the one that the environment names, e.g. for a second pipeline; an empty variable names none. */
export function settingsPath(): string {
  return resolve(process.env['GLYPHWATCH_SETTINGS'] || OURS);
}

/** Fails with `settings-invalid`, every mistake with its line. */
export function readSettingsFile(path: string): SettingsFile {
  const name = shownPath(path);
  const text = textOf(path, name);
  const folder = dirname(path);
  const settings = readInfraSettings(text, name);
  const found = [...tooLongPattern(settings), ...contradictions(settings, folder)];
  if (found.length === 0) return { settings, folder };
  const document = locateDocument(text, { name });
  const problems = found.map(({ path: field, message }) => document.problemAt(field, message));
  throw new GlyphwatchError('settings-invalid', formatProblems(problems));
}

function textOf(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    const why = codeOf(cause) === 'ENOENT' ? 'does not exist' : `cannot be read (${codeOf(cause)})`;
    const advice = 'GLYPHWATCH_SETTINGS names another one.';
    throw new GlyphwatchError('settings-invalid', `The settings file ${name} ${why}. ${advice}`, {
      cause,
    });
  }
}

/** Mistakes that show only together with other fields and files. */
function contradictions(settings: InfraSettings, folder: string): Contradiction[] {
  const { object, file = DEFAULT_RULE_FILE } = settings.rules;
  if (object) return neverNotified(settings, undefined);
  const path = resolve(folder, file);
  if (existsSync(path)) return neverNotified(settings, readRuleFiles(path, settings).ruleSet.rules);
  const message = `names a file that does not exist: ${file}`;
  return [{ path: ['rules', 'file'], message }, ...neverNotified(settings, undefined)];
}
