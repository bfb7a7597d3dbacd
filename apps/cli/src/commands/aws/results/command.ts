import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { revealOption, withQueryOptions } from '../../shared-options.ts';
import { withStack } from '../with-stack.ts';
import type { AwsListOptions, AwsShowOptions } from './options.ts';

export function awsResultsCommand(io: Io, exit: Exit): Command {
  return new Command('results')
    .description('look at results stored in DynamoDB: list, search, show')
    .addCommand(listCommand(io, exit))
    .addCommand(searchCommand(io, exit))
    .addCommand(showCommand(io, exit));
}

function listCommand(io: Io, exit: Exit): Command {
  return withQueryOptions(withShowOptions(new Command('list')))
    .description('list results, newest first')
    .action(async (options: AwsListOptions) => {
      const { runAwsResultsList } = await import('./run.ts');
      exit(await runAwsResultsList(undefined, options, io));
    });
}

function searchCommand(io: Io, exit: Exit): Command {
  return withQueryOptions(withShowOptions(new Command('search')))
    .description('list results whose text contains all these words; reads them all, so use --since')
    .argument('<word...>', 'words, in any case')
    .action(async (words: string[], options: AwsListOptions) => {
      const { runAwsResultsList } = await import('./run.ts');
      exit(await runAwsResultsList(words.join(' '), options, io));
    });
}

function showCommand(io: Io, exit: Exit): Command {
  return withShowOptions(new Command('show'))
    .description('show one result')
    .argument('<image>', 'its key, or bucket/key as list prints it')
    .action(async (image: string, options: AwsShowOptions) => {
      const { runAwsResultsShow } = await import('./run.ts');
      exit(await runAwsResultsShow(image, options, io));
    });
}

function withShowOptions(command: Command): Command {
  return withStack(command).addOption(revealOption());
}
