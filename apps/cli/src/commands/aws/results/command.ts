import type { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { resultCommands } from '../../results/result-commands.ts';
import { withStackOptions } from '../with-stack.ts';
import type { AwsExportOptions, AwsListOptions } from './options.ts';

export function awsResultsCommand(io: Io, exit: Exit): Command {
  const run = () => import('./run.ts');
  return resultCommands<AwsListOptions, AwsExportOptions>({
    description: 'look at results stored in DynamoDB: list, search, show, export',
    search: 'list results whose text contains all these words; reads them all, so use --since',
    show: 'show one result',
    image: 'its key, or bucket/key as list prints it',
    withPlace: withStackOptions,
    runList: async (words, options) =>
      exit(await (await run()).runAwsResultsList(words, options, io)),
    runShow: async (key, options) => exit(await (await run()).runAwsResultsShow(key, options, io)),
    runExport: async (options) => exit(await (await run()).runAwsResultsExport(options, io)),
  });
}
