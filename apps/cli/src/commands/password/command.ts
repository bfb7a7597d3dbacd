import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';

export function passwordCommand(io: Io, exit: Exit): Command {
  return new Command('password')
    .summary('let a name into serve --auth')
    .description('ask for a password, and print the line that lets this name in with it')
    .argument('<name>', 'as verdicts will show it; no spaces, no colon')
    .addHelpText('after', HELP)
    .action(async (name: string) => {
      const { runPassword } = await import('./run.ts');
      exit(await runPassword(name, io));
    });
}

const HELP = `
The line holds a hash (scrypt), not the password. Without a terminal, the
password is the first line of standard input.
Examples:
  glyphwatch password ann >> people`;
