import { Command } from 'commander';
import { withPageOptions } from '../../serve/page-options.ts';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { countBetween, durationBetween } from '../option-values.ts';
import { endpointOption, followLinksOption } from '../shared-options.ts';
import type { ServeCommandOptions } from './options.ts';

export function serveCommand(io: Io, exit: Exit): Command {
  return withPageOptions(new Command('serve'))
    .summary('the same with a page in the browser')
    .description('scan images as they arrive, and look, judge and tune in a browser')
    .argument('[folder...]', 'folders or s3://bucket/prefix; none: only look')
    .option('-r, --rules <file>', 'the rule file; without one, images are only read')
    .option('--no-rules', 'only read, even if the settings name rules')
    .option('-c, --config <file>', 'settings file (default: glyphwatch.yaml)')
    .option('-s, --store <file>', 'where results are (default: .glyphwatch/results.db)')
    .option(
      '-w, --workers <n>',
      'images read at once (default: one per core, up to 2)',
      countBetween(1, 64),
    )
    .option('--poll <interval>', 'look for changes this often', durationBetween(100, 3_600_000))
    .addOption(followLinksOption())
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (folders: string[], options: ServeCommandOptions) => {
      const { runServe } = await import('./run.ts');
      exit(await runServe(folders, options, io));
    });
}

const HELP = `
The address it prints works once; open it on this machine.
Examples:
  glyphwatch serve photos --rules watch-rules.yaml --open
  glyphwatch serve --store results.db --read-only`;
