import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { formatOption, revealOption, withStoreOptions } from '../../shared-options.ts';
import type { TestOptions } from './options.ts';

export function testCommand(io: Io, exit: Exit): Command {
  const command = new Command('test')
    .description('explain why each rule does or does not match a text, an image or a stored result')
    .argument('[file]', 'the rule file; default: that of the settings')
    .option('--text <file>', 'a text file, read line by line; - for standard input')
    .option('--detection <file>', 'a detection printed by scan; - for standard input')
    .option('--image <file>', 'an image')
    .option('--stored <image>', 'the stored text of an image')
    .option('--key <key>', 'pretend that the image has this key')
    .option('--bucket <bucket>', 'pretend that the image is in this bucket')
    .addOption(formatOption(['table', 'json']));
  return withStoreOptions(command)
    .addOption(revealOption())
    .action(async (file: string | undefined, options: TestOptions) => {
      const { runRulesTest } = await import('./run.ts');
      exit(await runRulesTest(file, options, io));
    });
}
