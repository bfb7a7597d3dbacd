import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import {
  formatOption,
  revealOption,
  withQueryOptions,
  withStoreOptions,
} from '../shared-options.ts';
import type { ListOptions, ShowOptions } from './options.ts';

export function resultsCommand(io: Io, exit: Exit): Command {
  return new Command('results')
    .description('look at stored results: list, search, show')
    .addCommand(listCommand(io, exit))
    .addCommand(searchCommand(io, exit))
    .addCommand(showCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

function listCommand(io: Io, exit: Exit): Command {
  return withQueryOptions(withShowOptions(new Command('list')))
    .description('list results, newest first')
    .action(async (options: ListOptions) => {
      const { runResultsList } = await import('./run.ts');
      exit(await runResultsList(undefined, options, io));
    });
}

function searchCommand(io: Io, exit: Exit): Command {
  return withQueryOptions(withShowOptions(new Command('search')))
    .description('list results whose text contains all these words')
    .argument('<word...>', 'words, in any case')
    .action(async (words: string[], options: ListOptions) => {
      const { runResultsList } = await import('./run.ts');
      exit(await runResultsList(words.join(' '), options, io));
    });
}

function showCommand(io: Io, exit: Exit): Command {
  return withShowOptions(new Command('show'))
    .description('show one result: text, matches, near misses, notifications not sent yet')
    .argument('<image>', 'path of the image')
    .action(async (image: string, options: ShowOptions) => {
      const { runResultsShow } = await import('./run.ts');
      exit(await runResultsShow(image, options, io));
    });
}

function withShowOptions(command: Command): Command {
  return withStoreOptions(command.addOption(formatOption())).addOption(revealOption());
}

const HELP = `
Examples:
  glyphwatch results list --status MATCHED --since 7d
  glyphwatch results list --rule gate-sign --format jsonl
  glyphwatch results search keep out
  glyphwatch results show photos/gate.jpg`;
