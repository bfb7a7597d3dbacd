import type { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { formatOption, withStoreOptions } from '../shared-options.ts';
import type { ListOptions } from './options.ts';
import { resultCommands } from './result-commands.ts';

export function resultsCommand(io: Io, exit: Exit): Command {
  const run = () => import('./run.ts');
  return resultCommands<ListOptions>({
    description: 'look at stored results: list, search, show',
    search: 'list results whose text contains all these words',
    show: 'show one result: text, matches, near misses, notifications not sent yet',
    image: 'path of the image',
    withOptions: (command) => withStoreOptions(command.addOption(formatOption())),
    runList: async (text, options) => exit(await (await run()).runResultsList(text, options, io)),
    runShow: async (image, options) => exit(await (await run()).runResultsShow(image, options, io)),
  }).addHelpText('afterAll', HELP);
}

const HELP = `
Examples:
  glyphwatch results list --status MATCHED --since 7d
  glyphwatch results list --rule gate-sign --format jsonl
  glyphwatch results search keep out
  glyphwatch results show photos/gate.jpg`;
