import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { withStoreOptions } from '../shared-options.ts';
import type { DeleteOptions, ExportOptions, ListOptions } from './options.ts';
import { resultCommands } from './result-commands.ts';

export function resultsCommand(io: Io, exit: Exit): Command {
  const run = () => import('./run.ts');
  return resultCommands<ListOptions, ExportOptions>({
    description: 'look at stored results: list, search, show, export, delete',
    search: 'list results whose text contains all these words',
    show: 'show one result: text, matches, near misses, notifications not sent yet',
    image: 'path of the image',
    withPlace: withStoreOptions,
    runList: async (words, options) => exit(await (await run()).runResultsList(words, options, io)),
    runShow: async (image, options) => exit(await (await run()).runResultsShow(image, options, io)),
    runExport: async (options) =>
      exit(await (await import('./export/run.ts')).runResultsExport(options, io)),
  })
    .summary('list, search, show, export, delete')
    .addCommand(deleteCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

function deleteCommand(io: Io, exit: Exit): Command {
  return withStoreOptions(new Command('delete'))
    .description('delete results: text, matches and their history; images stay')
    .argument('<image...>', 'paths or globs; a folder: all below it')
    .option('--pending', 'also those with notifications not sent yet, which are then lost')
    .option('-y, --yes', 'do not ask')
    .action(async (images: string[], options: DeleteOptions) => {
      const { runResultsDelete } = await import('./delete/run.ts');
      exit(await runResultsDelete(images, options, io));
    });
}

const HELP = `
Examples:
  glyphwatch results list --status MATCHED --severity high,critical --since 7d
  glyphwatch results search --inside eep --path photos
  glyphwatch results show photos/gate.png
  glyphwatch results export --format sarif --output results.sarif
  glyphwatch results delete 'photos/old/**' --yes`;
