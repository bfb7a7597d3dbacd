import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import type { NotifyTestOptions } from './options.ts';

export function testCommand(io: Io, exit: Exit): Command {
  return new Command('test')
    .description('send one message marked as a test, and say what the channel answered')
    .argument('<channel>', 'its name in the settings')
    .option('-c, --config <file>', 'settings file (default: glyphwatch.yaml)')
    .addHelpText('after', HELP)
    .action(async (channel: string, options: NotifyTestOptions) => {
      const { runNotifyTest } = await import('./run.ts');
      exit(await runNotifyTest(channel, options, io));
    });
}

const HELP = `
It really is sent: people are told, and PagerDuty opens an alert (severity low).
Exit code 2: the channel must be set up differently. 3: it did not accept it.`;
