import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { testCommand } from './test/command.ts';

export function notifyCommand(io: Io, exit: Exit): Command {
  return new Command('notify')
    .summary('send a test message to a channel')
    .description('try the channels of your settings: test')
    .addCommand(testCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

const HELP = `
Examples:
  glyphwatch notify test desk
  glyphwatch notify test desk --config glyphwatch.yaml`;
