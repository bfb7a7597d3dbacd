import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import type { StackOptions } from '../options.ts';
import { withStack } from '../with-stack.ts';

export function doctorCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('doctor'))
    .description('check everything from upload to mail, with a fix for each finding')
    .action(async (options: StackOptions) => {
      const { runDoctor } = await import('./run.ts');
      exit(await runDoctor(options, io));
    });
}
