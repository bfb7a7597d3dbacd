import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { countBetween } from '../option-values.ts';
import { withScanOptions } from '../shared-options.ts';
import type { ReceiveOptions } from './options.ts';

export function receiveCommand(io: Io, exit: Exit): Command {
  return withScanOptions(new Command('receive'))
    .summary('scan uploads that object stores notify of')
    .description('scan uploads that object stores notify of over HTTP, until Ctrl-C')
    .option('--host <address>', 'where to listen', '127.0.0.1')
    .option('--port <port>', 'where to listen; 0 takes any', countBetween(0, 65_535), 0)
    .addHelpText('after', HELP)
    .action(async (options: ReceiveOptions) => {
      const { runReceive } = await import('./run.ts');
      exit(await runReceive(options, io));
    });
}

const HELP = `
The settings say who may send: receive: { minio | pubsub | eventgrid: { … } }
Examples:
  glyphwatch receive --config receive.yaml`;
