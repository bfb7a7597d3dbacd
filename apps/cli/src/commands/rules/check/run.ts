import { printableJson } from '@glyphwatch/notification-text';
import { formatProblems, type Problem } from '@glyphwatch/document-reader';
import { hasErrorCode } from '@glyphwatch/domain';
import { channelNames, readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { write, type Io } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { readRuleFile } from '../read-rule-file.ts';
import type { CheckOptions } from './options.ts';

export async function runRulesCheck(file: string, options: CheckOptions, io: Io): Promise<number> {
  const settings = settingsInForce(io);
  const read = readRuleFile(file, io.cwd, 'channels' in settings ? settings.channels : undefined);
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

/** Mistakes in the settings, e.g. secrets that are missing on a build server, do not stop a check of the rules. */
function settingsInForce(
  io: Io,
): { readonly channels: readonly string[] | undefined } | { readonly warning: Problem } {
  try {
    return { channels: channelNames(readConfig({}, io)) };
  } catch (error) {
    if (!hasErrorCode(error, 'settings-invalid')) throw error;
    const message = 'has mistakes, so the channels that rules name were not checked';
    return { warning: { file: 'glyphwatch.yaml', line: 1, path: 'channels', message } };
  }
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
