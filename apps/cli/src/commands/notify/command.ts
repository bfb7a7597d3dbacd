import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { previewCommand } from './preview/command.ts';
import { testCommand } from './test/command.ts';

export function notifyCommand(io: Io, exit: Exit): Command {
  return new Command('notify')
    .summary('preview a message, or test a channel')
    .description('try the channels of your settings: preview, test')
    .addCommand(previewCommand(io, exit))
    .addCommand(testCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

const HELP = `
Examples:
  glyphwatch notify preview gate --digest 5000
  glyphwatch notify test desk
  glyphwatch notify test desk --config glyphwatch.yaml`;
