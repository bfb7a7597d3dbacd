import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { alertsCommand } from '../alerts/command.ts';
import { deliveriesCommand } from '../deliveries/command.ts';
import { silenceCommand } from '../silence/command.ts';
import { holdCommand } from '../hold/command.ts';
import { backfillCommand } from './backfill/command.ts';
import { dlqCommand } from './dlq/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { THERE } from './place-of-stack.ts';
import { awsResultsCommand } from './results/command.ts';
import { awsServeCommand } from './serve/command.ts';
import { subscribersCommand } from './subscribers/command.ts';

export function awsCommand(io: Io, exit: Exit): Command {
  return new Command('aws')
    .summary('operate a deployed pipeline')
    .description('operate a deployed pipeline')
    .addCommand(doctorCommand(io, exit))
    .addCommand(awsResultsCommand(io, exit))
    .addCommand(deliveriesCommand(THERE, io, exit))
    .addCommand(silenceCommand(THERE, io, exit))
    .addCommand(alertsCommand(THERE, io, exit))
    .addCommand(holdCommand(THERE, io, exit))
    .addCommand(awsServeCommand(io, exit))
    .addCommand(subscribersCommand(io, exit))
    .addCommand(dlqCommand(io, exit))
    .addCommand(backfillCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

const HELP = `
Credentials and region are those of the AWS CLI.

Examples:
  glyphwatch aws doctor
  glyphwatch aws serve --open
  glyphwatch aws results list --status MATCHED --since 7d
  glyphwatch aws subscribers add guard@example.com --severity high critical
  glyphwatch aws backfill --prefix 2025/ --dry-run`;
