import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { longDuration } from '../option-values.ts';
import { withStoreOptions } from '../shared-options.ts';
import type { ExportOptions, ForgetOptions, ListOptions, PurgeOptions } from './options.ts';
import { resultCommands } from './result-commands.ts';

export function resultsCommand(io: Io, exit: Exit): Command {
  const run = () => import('./run.ts');
  return resultCommands<ListOptions, ExportOptions>({
    description: 'look at stored results: list, search, show, export, forget, purge',
    search: 'list results whose text contains all these words',
    show: 'show one result: text, matches, near misses, notifications not sent yet',
    image: 'path of the image',
    withPlace: withStoreOptions,
    runList: async (words, options) => exit(await (await run()).runResultsList(words, options, io)),
    runShow: async (image, options) => exit(await (await run()).runResultsShow(image, options, io)),
    runExport: async (options) =>
      exit(await (await import('./export/run.ts')).runResultsExport(options, io)),
  })
    .summary('list, search, show, export, forget, purge')
    .addCommand(forgetCommand(io, exit))
    .addCommand(purgeCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

function forgetCommand(io: Io, exit: Exit): Command {
  return withStoreOptions(new Command('forget'))
    .alias('delete')
    .description('forget images: results, text, matches, history; the images stay')
    .argument('<image...>', 'paths or globs; a folder: all below it')
    .option('--pending', 'also those with notifications not sent yet, which are then lost')
    .option('-y, --yes', 'do not ask')
    .action(async (images: string[], options: ForgetOptions) => {
      const { runResultsForget } = await import('./forget/run.ts');
      exit(await runResultsForget(images, options, io));
    });
}

function purgeCommand(io: Io, exit: Exit): Command {
  return withStoreOptions(new Command('purge'))
    .description('delete old texts, matches and history; images are not read again')
    .option(
      '--older-than <time>',
      'since the last change: 90d, 52w (default: keep in the settings)',
      longDuration,
    )
    .option('-y, --yes', 'do not ask')
    .action(async (options: PurgeOptions) => {
      const { runResultsPurge } = await import('./purge/run.ts');
      exit(await runResultsPurge(options, io));
    });
}

const HELP = `
Examples:
  glyphwatch results list --status MATCHED --severity high,critical --since 7d
  glyphwatch results search --inside eep --path photos
  glyphwatch results show photos/gate.png
  glyphwatch results export --format sarif --output results.sarif
  glyphwatch results forget 'photos/old/**' --yes
  glyphwatch results purge --older-than 400d --yes`;
