import { Command } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { withScanOptions, type ScanOptions } from './scan.ts';

export function watchCommand(io: Io, exit: (code: number) => void): Command {
  return withScanOptions(new Command('watch'))
    .description('scan what arrives in a folder until Ctrl-C')
    .argument('<folder>', 'the folder, with all below it; what is there already is scanned first')
    .addHelpText('after', HELP)
    .action(async (folder: string, options: ScanOptions) => {
      const { runWatch } = await import('../run-watch.ts');
      exit(await runWatch(folder, options, io));
    });
}

const HELP = `
A file is scanned when it is completely written. A changed rule file takes effect on the next image; a broken
change is refused with its lines, and the last good rules stay in force. What fails for the moment is tried
again; what could not be told is told later.

Examples:
  glyphwatch watch inbox --rules watch-rules.yaml
  glyphwatch watch inbox --config glyphwatch.yaml --format jsonl
${EXIT_CODES_HELP}`;
