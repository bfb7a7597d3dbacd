import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { formatOption } from '../shared-options.ts';
import type { CompareOptions } from './options.ts';

export function compareCommand(io: Io, exit: Exit): Command {
  return new Command('compare')
    .summary('compare detectors on your own pictures')
    .description('read the same pictures with several detectors, and compare what they read')
    .argument('<folder>', 'pictures, with labels.jsonl beside them if there are labels')
    .requiredOption(
      '-d, --detectors <names>',
      'which: onnx,tesseract; naming one that is paid pays for it',
      (text) => text.split(',').map((name) => name.trim()),
    )
    .addOption(formatOption(['table', 'json']))
    .addHelpText('after', HELP)
    .action(async (folder: string, options: CompareOptions) => {
      const { runCompare } = await import('./run.ts');
      exit(await runCompare(folder, options, io));
    });
}

const HELP = `
A line of labels.jsonl:
  {"file": "gate.jpg", "words": ["keep", "out"], "optional": ["acme"]}
Nothing is stored. Images are read one by one, with default settings.

Examples:
  glyphwatch compare photos --detectors onnx
  glyphwatch compare photos --detectors onnx --format json`;
