import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { numberBetween } from '../../option-values.ts';
import { withStack } from '../with-stack.ts';
import type { BackfillOptions } from './options.ts';

export function backfillCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('backfill'))
    .summary('read images that were there before it was watched')
    .description('read images that were in the bucket before it was watched; counts and asks first')
    .option('--prefix <prefix>', 'images whose keys start with this')
    .option(
      '--bucket <bucket>',
      'instead of --prefix: every image in the watched bucket, given by name',
    )
    .option('--after <key>', 'continue after this key, printed when a backfill is stopped')
    .option('--again', 'also read known images that another engine, or a version of it, has read')
    .option('--rate <n>', 'images per second (default: as deployed)', numberBetween(0.1, 10_000))
    .option('--notify-each', 'tell people as usual, instead of in one summary an hour')
    .option('--dry-run', 'only count the images and estimate the cost')
    .option('-y, --yes', 'do not ask')
    .action(async (options: BackfillOptions) => {
      const { runBackfill } = await import('./run.ts');
      exit(await runBackfill(options, io));
    });
}
