import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { durationBetween } from '../option-values.ts';
import { endpointOption, followLinksOption, withScanOptions } from '../shared-options.ts';
import type { WatchOptions } from './options.ts';

export function watchCommand(io: Io, exit: Exit): Command {
  return withScanOptions(new Command('watch'))
    .summary('scan images as they arrive, until Ctrl-C')
    .description('scan images as they arrive in a folder or bucket, until Ctrl-C')
    .argument('<folder>', 'the folder or s3://bucket/prefix; what is in it is scanned first')
    .option(
      '--poll <interval>',
      'look for changes this often (buckets: 30s, network shares: 5s)',
      durationBetween(100, 3_600_000),
    )
    .addOption(followLinksOption())
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (folder: string, options: WatchOptions) => {
      const { runWatch } = await import('./run.ts');
      exit(await runWatch(folder, options, io));
    });
}

const HELP = `
Examples:
  glyphwatch watch inbox --rules watch-rules.yaml
  glyphwatch watch inbox --config glyphwatch.yaml --format jsonl
  glyphwatch watch s3://scans/inbox/ --endpoint http://127.0.0.1:9000 --poll 1m`;
