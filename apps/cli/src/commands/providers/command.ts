import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { formatOption } from '../shared-options.ts';
import type { ProvidersOptions } from './options.ts';

export function providersCommand(io: Io, exit: Exit): Command {
  return new Command('providers')
    .summary('list detectors, stores and channels')
    .description('list detectors, stores and channels: limits, languages, price, what is missing')
    .addOption(formatOption(['table', 'json']))
    .addHelpText('after', HELP)
    .action(async (options: ProvidersOptions) => {
      const { runProviders } = await import('./run.ts');
      exit(await runProviders(options, io));
    });
}

const HELP = `
Choose providers by name, in glyphwatch.yaml on this machine or in
apps/infra/settings.yaml for the pipeline on AWS:
  detector: onnx
  store: results.db
  channels:
    desk: console
    guards: { type: smtp, host: mail.example.com, from: a@b.org, to: c@b.org }

Examples:
  glyphwatch providers
  glyphwatch providers --format json`;
