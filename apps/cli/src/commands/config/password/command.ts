import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';

export function passwordCommand(io: Io, exit: Exit): Command {
  return new Command('password')
    .summary('who may open the page of serve from elsewhere')
    .description('ask for a password, and print the line that lets this name in with it')
    .argument('<name>', 'as verdicts will show it; no spaces, no colon')
    .addHelpText('after', HELP)
    .action(async (name: string) => {
      const { runPassword } = await import('./run.ts');
      exit(await runPassword(name, io));
    });
}

const HELP = `
The line holds a hash (scrypt). Without a terminal, the password is the first
line of standard input. Then others may come, over TLS:
  serve --host ADDRESS --auth FILE --url https://watch.example.com
with --tls-cert FILE --tls-key FILE, or --behind-tls ADDRESS of the proxy that
ends TLS; nobody else may connect then.
Examples:
  head -c 18 /dev/urandom | base64 | glyphwatch config password ann >> people`;
