import { printableJson } from '@glyphwatch/notification-text';
import { formatProblems, type Problem } from '@glyphwatch/document-reader';
import { type Channel, hasErrorCode } from '@glyphwatch/domain';
import { DETECTORS } from '../../../providers.ts';
import { channelsInForce, type Config, readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { readRuleFile } from '../read-rule-file.ts';
import type { CheckOptions } from './options.ts';
import { type Reader, warnOfUnreadable } from './unreadable-letters.ts';

export async function runRulesCheck(file: string, options: CheckOptions, io: Io): Promise<number> {
  const settings = settingsInForce(io);
  const read =
    'warning' in settings
      ? readRuleFile(file, io.cwd)
      : readRuleFile(file, io.cwd, settings.channels, (ruleSet) =>
          warnOfUnreadable(ruleSet, settings.detector, DETECTORS),
        );
  const { errors, ruleSet } = read;
  const warnings = 'warning' in settings ? [...read.warnings, settings.warning] : read.warnings;
  const report =
    options.format === 'json'
      ? printableJson({
          valid: errors.length === 0,
          errors: errors.map(describeProblem),
          warnings: warnings.map(describeProblem),
        })
      : rowsOf(file, errors, warnings, ruleSet?.rules.length ?? 0);
  await write(io.stdout, `${report}\n`);
  return errors.length === 0 ? EXIT.done : EXIT.invalid;
}

/** Mistakes in the settings do not stop a check of the rules. */
function settingsInForce(
  io: Io,
):
  | { readonly channels: readonly Channel[] | undefined; readonly detector: Reader }
  | { readonly warning: Problem } {
  try {
    const config = readConfig({}, io, [], 'reading');
    return { channels: channelsInForce(config), detector: readerOf(config.detector) };
  } catch (error) {
    if (!hasErrorCode(error, 'settings-invalid')) throw error;
    const message =
      'has mistakes, so the channels that rules name were not checked, nor the letters that the detector reads';
    return { warning: { file: 'glyphwatch.yaml', line: 1, path: 'channels', message } };
  }
}

function readerOf({ name, abilities, settings }: Config['detector']): Reader {
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
