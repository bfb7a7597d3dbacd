import { Command, Option } from 'commander';
import { withPageOptions } from '../../serve/page-options.ts';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { countBetween, durationBetween } from '../option-values.ts';
import { endpointOption, followLinksOption } from '../shared-options.ts';
import type { ServeCommandOptions } from './options.ts';

export function serveCommand(io: Io, exit: Exit): Command {
  // Hidden are those of `watch`, which do not fit the screen a second time.
  const workers = new Option('-w, --workers <n>').argParser(countBetween(1, 64));
  const poll = new Option('--poll <interval>').argParser(durationBetween(100, 3_600_000));
  return withPageOptions(new Command('serve'))
    .summary('the same with a page in the browser')
    .description('scan images as they arrive, and look, judge and tune in a browser')
    .argument('[folder...]', 'folders or s3://bucket/prefix to watch, if any')
    .option('-r, --rules <file>', 'the rule file; without one, images are only read')
    .option('--no-rules', 'only read, even if the settings name rules')
    .option('-c, --config <file>', 'settings file (default: glyphwatch.yaml)')
    .option('-s, --store <file>', 'where results are (default: .glyphwatch/results.db)')
    .addOption(workers.hideHelp())
    .addOption(poll.hideHelp())
    .addOption(followLinksOption().hideHelp())
    .addOption(endpointOption().hideHelp())
    .addHelpText('after', HELP)
    .action(async (folders: string[], options: ServeCommandOptions) => {
      const { runServe } = await import('./run.ts');
      exit(await runServe(folders, options, io));
    });
}

const HELP = `
Also as in watch --help: --workers, --poll, --follow-links, --endpoint.
Examples:
  glyphwatch serve photos --rules watch-rules.yaml --open`;
