import { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { countBetween, formatOption, type Format } from '../option-values.ts';

export interface ScanOptions {
  /** A file; `false` for --no-rules. */
  readonly rules?: string | false;
  readonly format: Format;
  readonly annotate?: string;
  readonly config?: string;
  /** A file, `:memory:`; `false` for --no-store. */
  readonly store?: string | false;
  readonly again?: boolean;
  readonly workers?: number;
  readonly failOnMatch?: boolean;
  readonly reveal?: boolean;
}

export function scanCommand(io: Io, exit: (code: number) => void): Command {
  return withScanOptions(new Command('scan'))
    .description('read the text in images and match it with the watch rules')
    .argument('<target...>', 'files, folders (with all below them) or globs; after -- any name')
    .option('--again', 'detect again what is already known')
    .option('--fail-on-match', 'exit with 1 when a rule matched (this wins over 3)')
    .addHelpText('after', HELP)
    .action(async (targets: string[], options: ScanOptions) => {
      const { runScan } = await import('../run-scan.ts');
      exit(await runScan(targets, options, io));
    });
}

/** What `scan` and `watch` have in common. */
export function withScanOptions(command: Command): Command {
  return command
    .option('-r, --rules <file>', 'the rule file; without any, images are only read')
    .option('--no-rules', 'only read, even if the settings name rules')
    .addOption(formatOption())
    .option(
      '--annotate <dir>',
      'write each image with a match as PNG with boxes around what matched',
    )
    .option(
      '-c, --config <file>',
      'the settings (default: glyphwatch.yaml beside the images or here)',
    )
    .option('-s, --store <file>', 'where results are kept (default: .glyphwatch/results.db)')
    .option('--no-store', 'keep nothing')
    .option(
      '-w, --workers <n>',
      'images read at once (default: 2, or 1 on one core)',
      countBetween(1, 64),
    )
    .option('--reveal', 'show what sensitive rules matched');
}

const HELP = `
Formats: table is for people, with a summary at its end. jsonl prints one JSON object per image as soon as
it is done, in the order in which they finish; json prints the same objects as one array.

What is kept: results, text and matches, in a database that only you can read (mode 0600). An image whose
content is known is not read again; when the rules changed, its stored text is matched again.

Examples:
  glyphwatch scan photos                                  just read
  glyphwatch scan photos --rules watch-rules.yaml --annotate found
  glyphwatch scan 'shots/**/*.png' --format jsonl --fail-on-match --rules secrets.yaml
  glyphwatch scan --no-store -- -odd-name.jpg
${EXIT_CODES_HELP}`;
