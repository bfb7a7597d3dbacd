import { Command } from 'commander';
import type { Exit } from '../../terminal/exit-codes.ts';
import type { Io } from '../../terminal/io.ts';
import { backfillCommand } from './backfill/command.ts';
import { dlqCommand } from './dlq/command.ts';
import { doctorCommand } from './doctor/command.ts';
import { awsResultsCommand } from './results/command.ts';
import { subscribersCommand } from './subscribers/command.ts';

export function awsCommand(io: Io, exit: Exit): Command {
  return new Command('aws')
    .summary('doctor, results, subscribers, dlq, backfill')
    .description('operate a deployed pipeline: doctor, results, subscribers, dlq, backfill')
    .addCommand(doctorCommand(io, exit))
    .addCommand(awsResultsCommand(io, exit))
    .addCommand(subscribersCommand(io, exit))
    .addCommand(dlqCommand(io, exit))
    .addCommand(backfillCommand(io, exit))
    .addHelpText('afterAll', HELP);
}

const HELP = `
Credentials and region are those of the AWS CLI.

Examples:
  glyphwatch aws doctor
  glyphwatch aws results list --status MATCHED --since 7d
  glyphwatch aws subscribers add guard@example.com --severity high critical
  glyphwatch aws dlq show --region eu-central-1
  glyphwatch aws dlq redrive --dry-run
  glyphwatch aws backfill --prefix 2025/ --dry-run`;
