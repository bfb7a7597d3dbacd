import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { longDuration } from '../../option-values.ts';
import { resultCommands } from '../../results/result-commands.ts';
import { withStackOptions } from '../with-stack.ts';
import type {
  AwsExportOptions,
  AwsForgetOptions,
  AwsListOptions,
  AwsPurgeOptions,
} from './options.ts';

export function awsResultsCommand(io: Io, exit: Exit): Command {
  const run = () => import('./run.ts');
  return resultCommands<AwsListOptions, AwsExportOptions>({
    description: 'look at results stored in DynamoDB: list, search, show, export, forget, purge',
    search: 'list results whose text contains all these words; reads them all, so use --since',
    show: 'show one result',
    image: 'its key, or bucket/key as list prints it',
    withPlace: withStackOptions,
    runList: async (words, options) =>
      exit(await (await run()).runAwsResultsList(words, options, io)),
    runShow: async (key, options) => exit(await (await run()).runAwsResultsShow(key, options, io)),
    runExport: async (options) => exit(await (await run()).runAwsResultsExport(options, io)),
  })
    .addCommand(forgetCommand(io, exit))
    .addCommand(purgeCommand(io, exit));
}

function forgetCommand(io: Io, exit: Exit): Command {
  return withStackOptions(new Command('forget'))
    .description('forget images: results, text, matches, history; objects stay')
    .argument('<key...>', 'keys, or bucket/key as list prints them')
    .option('--pending', 'also those with notifications not sent yet, which are then lost')
    .option('-y, --yes', 'do not ask')
    .action(async (keys: string[], options: AwsForgetOptions) => {
      const { runAwsResultsForget } = await import('./run.ts');
      exit(await runAwsResultsForget(keys, options, io));
    });
}

function purgeCommand(io: Io, exit: Exit): Command {
  return withStackOptions(new Command('purge'))
    .description('delete old texts, matches and history; objects are not read again')
    .requiredOption('--older-than <time>', 'since the last change: 90d, 52w', longDuration)
    .option('-y, --yes', 'do not ask')
    .action(async (options: AwsPurgeOptions) => {
      const { runAwsResultsPurge } = await import('./run.ts');
      exit(await runAwsResultsPurge(options, io));
    });
}
