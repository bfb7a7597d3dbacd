import type { Command } from 'commander';
import { formatOption } from '../shared-options.ts';

export function withStack(command: Command): Command {
  return withStackOptions(command).addOption(formatOption());
}

export function withStackOptions(command: Command): Command {
  return command
    .option('--stack <name>', 'the CloudFormation stack', 'Glyphwatch')
    .option('--region <region>', 'its region (default: that of your AWS profile)');
}
