import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { endpointOption, followLinksOption, withScanOptions } from '../shared-options.ts';
import type { ScanOptions } from './options.ts';

export function scanCommand(io: Io, exit: Exit): Command {
  return withScanOptions(new Command('scan'))
    .summary('read images and match their text against rules')
    .description('read the text in images and match it against the watch rules')
    .argument('<target...>', 'files, folders, globs or s3://bucket/prefix')
    .option('--again', 'detect text again, even in known images')
    .option('--fail-on-match', 'exit with 1 if a rule matched')
    .option('--report <file>', 'write one HTML page with pictures of all matches')
    .option('--baseline <file>', 'known findings, which do not count for that')
    .option('--notify-each', 'of more than 100 images, too, instead of one summary')
    .addOption(followLinksOption())
    .addOption(endpointOption())
    .addHelpText('after', HELP)
    .action(async (targets: string[], options: ScanOptions) => {
      const { runScan } = await import('./run.ts');
      exit(await runScan(targets, options, io));
    });
}

const HELP = `
Examples:
  glyphwatch scan 'shots/**/*.png' --annotate found --fail-on-match`;
