import { resolve } from 'node:path';
import { printableJson } from '@glyphwatch/notification-text';
import { formatProblems, type Problem } from '@glyphwatch/document-reader';
import { hasErrorCode } from '@glyphwatch/domain';
import {
  noiseOf,
  type RuleFileOptions,
  type RuleSet,
  type RuleWarning,
  warnOfNoise,
} from '@glyphwatch/watchlist';
import { DETECTORS } from '../../../providers.ts';
import { checksFor, warnOfMissingFolders } from '../../../settings/checks-of-rules.ts';
import { type Config, readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { chosenRules, readRuleFile } from '../read-rule-file.ts';
import type { CheckOptions } from './options.ts';
import { noiseTable } from './noise-table.ts';
import { type Reader, warnOfUnreadable } from './unreadable-letters.ts';

export async function runRulesCheck(
  named: string | undefined,
  options: CheckOptions,
  io: Io,
): Promise<number> {
  const settings = settingsInForce(named, io);
  const file = chosenRules(named, settings);
  const read = readRuleFile(file, io.cwd, settings.checks);
  const { errors, ruleSet } = read;
  const warnings = [...read.warnings, ...settings.warnings];
  const noise = options.noise && ruleSet ? noiseOf(ruleSet) : undefined;
  const report =
    options.format === 'json'
      ? printableJson({
          valid: errors.length === 0,
          errors: errors.map(describeProblem),
          warnings: warnings.map(describeProblem),
          ...(noise === undefined ? {} : { noise }),
        })
      : `${noise === undefined ? '' : noiseTable(noise)}${rowsOf(file, errors, warnings, ruleSet?.rules.length ?? 0)}`;
  await write(io.stdout, `${report}\n`);
  return errors.length === 0 ? EXIT.done : EXIT.invalid;
}

interface SettingsInForce {
  readonly rules?: string;
  readonly checks: Pick<RuleFileOptions, 'channels' | 'alsoRefuse' | 'alsoWarn'>;
  readonly warnings: readonly Problem[];
}

/** Mistakes in the settings do not stop a check of a rule file that was named. */
function settingsInForce(named: string | undefined, io: Io): SettingsInForce {
  const always = (ruleSet: RuleSet): readonly RuleWarning[] => [
    ...warnOfNoise(ruleSet),
    ...warnOfMissingFolders(ruleSet),
  ];
  try {
    const config = readConfig({}, io, [], 'reading');
    const { rules, detector } = config;
    const hasOwnRules = named === undefined || resolve(io.cwd, named) === rules;
    const alsoWarn = (ruleSet: RuleSet): readonly RuleWarning[] => [
      ...always(ruleSet),
      ...warnOfUnreadable(ruleSet, readerOf(detector.first), DETECTORS),
    ];
    const checks = { ...checksFor({ ...config, hasOwnRules }), alsoWarn };
    return { ...(rules === undefined ? {} : { rules }), checks, warnings: [] };
  } catch (error) {
    if (named === undefined || !hasErrorCode(error, 'settings-invalid')) throw error;
    const message =
      'has mistakes, so the channels that rules name were not checked, nor the letters that the detector reads';
    const warning = { file: 'glyphwatch.yaml', line: 1, path: 'channels', message };
    return { checks: { alsoWarn: always }, warnings: [warning] };
  }
}

/** The second detector reads few images, so that rules are for the first. */
function readerOf({ name, abilities, settings }: Config['detector']['first']): Reader {
  const { languages } = settings();
  return { name, abilities, ...(isTexts(languages) ? { languages } : {}) };
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

function describeProblem({ file, line, path, message }: Problem) {
  return { line, path, message, file };
}

function rowsOf(
  file: string,
  errors: readonly Problem[],
  warnings: readonly Problem[],
  rules: number,
): string {
  const about =
    errors.length > 0
      ? `${showName(file)}: ${count(errors.length, 'mistake')}`
      : `${showName(file)}: ${count(rules, 'rule')}, no mistakes`;
  return [
    ...(errors.length > 0 ? [formatProblems(errors)] : []),
    ...(warnings.length > 0 ? ['Warnings:', formatProblems(warnings)] : []),
    about,
  ].join('\n');
}
