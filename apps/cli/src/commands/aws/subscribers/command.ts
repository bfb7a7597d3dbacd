import { Command, Option } from 'commander';
import type { Exit } from '../../../terminal/exit-codes.ts';
import type { Io } from '../../../terminal/io.ts';
import type { StackOptions } from '../options.ts';
import { withStack } from '../with-stack.ts';
import { SEVERITY_CHOICES } from '../../results/options.ts';
import type { AddOptions, TestMessageOptions } from './options.ts';

export function subscribersCommand(io: Io, exit: Exit): Command {
  return new Command('subscribers')
    .description('manage who gets mail: list, add, resend, test')
    .addCommand(listCommand(io, exit))
    .addCommand(addCommand(io, exit))
    .addCommand(resendCommand(io, exit))
    .addCommand(testCommand(io, exit));
}

function listCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('list'))
    .description('list subscribers, their filters, and who has not confirmed')
    .action(async (options: StackOptions) => {
      const { runSubscribersList } = await import('./run.ts');
      exit(await runSubscribersList(options, io));
    });
}

function addCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('add'))
    .description('subscribe an address; AWS sends it a mail with a link to confirm')
    .argument('<email>', 'the address to subscribe')
    .addOption(severityOption('--severity <severity...>', 'only matches of these severities'))
    .option('--rule <id...>', 'only matches of these rules')
    .option('--outcome <status...>', 'only these outcomes, e.g. MATCHED, FAILED')
    .action(async (email: string, options: AddOptions) => {
      const { runSubscribersAdd } = await import('./run.ts');
      exit(await runSubscribersAdd(email, options, io));
    });
}

function resendCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('resend'))
    .description('send the confirmation mail again')
    .argument('<email>', 'an address that has not confirmed')
    .action(async (email: string, options: StackOptions) => {
      const { runSubscribersResend } = await import('./run.ts');
      exit(await runSubscribersResend(email, options, io));
    });
}

function testCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('test'))
    .description('send everyone a message marked as a test, and say whose filter lets it through')
    .addOption(severityOption('--severity <severity>', 'severity of the message').default('high'))
    .option('--rule <id...>', 'rules that the message names besides its own')
    .option('--outcome <status>', 'outcome of the message', 'MATCHED')
    .action(async (options: TestMessageOptions) => {
      const { runSubscribersTest } = await import('./run.ts');
      exit(await runSubscribersTest(options, io));
    });
}

function severityOption(flags: string, description: string): Option {
  return new Option(flags, description).choices(SEVERITY_CHOICES);
}
