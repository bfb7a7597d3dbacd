import { Command } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import { withPageOptions } from '../../../serve/page-options.ts';
import { withStackOptions } from '../with-stack.ts';
import type { AwsServeOptions } from './options.ts';

export function awsServeCommand(io: Io, exit: Exit): Command {
  return withPageOptions(withStackOptions(new Command('serve')))
    .summary('the page of serve over what is deployed')
    .description('look at a deployed pipeline, and judge its alerts, in a browser; deploys nothing')
    .addHelpText('after', HELP)
    .action(async (options: AwsServeOptions) => {
      const { runAwsServe } = await import('./run.ts');
      exit(await runAwsServe(options, io));
    });
}

const HELP = `
Tables and pictures are read with your own credentials, from this machine.
Who saw what is otherwise covered is noted in .glyphwatch/reveals.jsonl here.`;
