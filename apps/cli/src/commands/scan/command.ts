import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { withScanOptions } from '../shared-options.ts';
import type { ScanOptions } from './options.ts';

export function scanCommand(io: Io, exit: Exit): Command {
  return withScanOptions(new Command('scan'))
    .description('read the text in images and match it against the watch rules')
    .argument(
      '<target...>',
      'files, folders (recursively) or globs; put names that start with - after --',
    )
    .option('--again', 'detect text again, even in known images')
    .option('--fail-on-match', 'exit with 1 if a rule matched (takes precedence over 3)')
    .option('--report <file>', 'write one HTML page with pictures of all matches')
    .option('--baseline <file>', 'known findings: they do not count for --fail-on-match')
    .addHelpText('after', HELP)
    .action(async (targets: string[], options: ScanOptions) => {
      const { runScan } = await import('./run.ts');
      exit(await runScan(targets, options, io));
    });
}

const HELP = `
Formats: table is for people and ends with a summary. jsonl prints one JSON object per image as soon as it
is done, in the order they finish; json prints the same objects as one array.

Results, text and matches are stored in a database that only you can read (mode 0600). An image whose content
is known is not read again; when the rules change, its stored text is matched again.

Examples:
  glyphwatch scan photos                                  only read
  glyphwatch scan photos --rules watch-rules.yaml --annotate found
  glyphwatch scan 'shots/**/*.png' --format jsonl --fail-on-match --rules secrets.yaml
  glyphwatch scan --no-store -- -odd-name.jpg`;
