import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import type { CompileOptions } from './options.ts';

export function compileCommand(io: Io, exit: Exit): Command {
  return new Command('compile')
    .description('compile a rule file for a function on AWS that reads it from your own bucket')
    .argument('<file>', 'the rule file')
    .option('-o, --output <file>', 'default: the name of the rule file and .gwlist')
    .action(async (file: string, options: CompileOptions) => {
      const { runRulesCompile } = await import('./run.ts');
      exit(await runRulesCompile(file, options, io));
    });
}
