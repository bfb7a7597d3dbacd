import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { formatOption, withStoreOptions } from '../shared-options.ts';
import type { DoctorOptions } from './options.ts';

export function doctorCommand(io: Io, exit: Exit): Command {
  return withStoreOptions(new Command('doctor'))
    .summary('check the detector, store and channels you chose')
    .description('check the detector, store and channels of the settings in force')
    .addOption(formatOption())
    .option('--probe', 'also read one picture (may cost), and send test messages')
    .addHelpText('after', HELP)
    .action(async (options: DoctorOptions) => {
      const { runDoctor } = await import('./run.ts');
      exit(await runDoctor(options, io));
    });
}

const HELP = `
Without --probe it costs nothing and tells nobody: files, commands and models on
this machine; address, TLS and clock of servers; login to mail and databases.
With --probe each detector reads one sample picture, at its price, and each
channel gets one message marked as a test, which people will see.
Exit code 2: invalid settings, or a secret is not set. 3: there is a problem.

Examples:
  glyphwatch doctor
  glyphwatch doctor --probe --format json`;
