import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { countBetween } from '../../option-values.ts';
import type { PreviewOptions } from './options.ts';

const MOST_IMAGES = 10_000;

export function previewCommand(io: Io, exit: Exit): Command {
  return new Command('preview')
    .description('show what people would be told of a match of a rule; sends nothing')
    .argument('<rule>', 'its id')
    .option('-n, --digest <n>', 'a digest of so many images', countBetween(2, MOST_IMAGES))
    .option('-r, --rules <file>', 'the rule file (default: that of the settings)')
    .option('-c, --config <file>', 'settings file (default: glyphwatch.yaml)')
    .addHelpText('after', HELP)
    .action(async (rule: string, options: PreviewOptions) => {
      const { runNotifyPreview } = await import('./run.ts');
      exit(await runNotifyPreview(rule, options, io));
    });
}

const HELP = `
The match is made up; all else is as your rules and settings say: words,
language, time zone, masks. Chats and telephones cut what is too long for them;
webhooks and event buses get the same as data.`;
