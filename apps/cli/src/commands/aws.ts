import { Command, Option } from 'commander';
import { EXIT_CODES_HELP } from '../exit-codes.ts';
import type { Io } from '../io.ts';
import { countBetween, formatOption, numberBetween, type Format } from '../option-values.ts';
import { withQueryOptions, type QueryOptions } from './results.ts';

/** Which deployment is meant. */
export interface StackOptions {
  readonly stack: string;
  readonly region?: string;
  readonly format: Format;
}

/** Spelt out, so that `--help` needs nothing of the domain; a spec compares it with the domain's list. */
export const SEVERITY_CHOICES = ['low', 'medium', 'high', 'critical'] as const;

export interface WantedOptions {
  readonly severity?: readonly string[];
  readonly rule?: readonly string[];
  readonly outcome?: readonly string[];
}

export type AddOptions = StackOptions & WantedOptions;

export interface TestMessageOptions extends StackOptions {
  readonly severity: string;
  readonly rule?: readonly string[];
  readonly outcome: string;
}

export const DEAD_LETTERS = ['uploads', 'events', 'messages'] as const;
export type DeadLetters = (typeof DEAD_LETTERS)[number];

export interface DlqShowOptions extends StackOptions {
  readonly queue?: DeadLetters;
  readonly limit: number;
}

export interface RedriveOptions extends StackOptions {
  readonly queue?: DeadLetters;
  readonly dryRun?: boolean;
  readonly rate: number;
}

export interface BackfillOptions extends StackOptions {
  readonly prefix?: string;
  readonly bucket?: string;
  readonly after?: string;
  readonly rate?: number;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
}

export type AwsShowOptions = StackOptions & { readonly reveal?: boolean };
export type AwsListOptions = AwsShowOptions & QueryOptions;

type Exit = (code: number) => void;

export function awsCommand(io: Io, exit: Exit): Command {
  return new Command('aws')
    .description('look after a deployed pipeline: doctor, results, subscribers, dlq, backfill')
    .addCommand(doctorCommand(io, exit))
    .addCommand(resultsCommand(io, exit))
    .addCommand(subscribersCommand(io, exit))
    .addCommand(dlqCommand(io, exit))
    .addCommand(backfillCommand(io, exit))
    .addHelpText('after', HELP);
}

function doctorCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('doctor'))
    .description('check everything between an upload and the mail, with a fix for each finding')
    .addHelpText('after', HELP)
    .action(async (options: StackOptions) => {
      const { runDoctor } = await import('../aws/run-doctor.ts');
      exit(await runDoctor(options, io));
    });
}

function resultsCommand(io: Io, exit: Exit): Command {
  const list = withQueryOptions(withStack(new Command('list')).addOption(reveal()))
    .description('list results, newest first')
    .action(async (options: AwsListOptions) => {
      const { runAwsResultsList } = await import('../aws/run-aws-results.ts');
      exit(await runAwsResultsList(undefined, options, io));
    });
  const search = withQueryOptions(withStack(new Command('search')).addOption(reveal()))
    .description('list results whose text holds all these words; reads them, so name --since')
    .argument('<word...>', 'words; upper and lower case are the same')
    .action(async (words: string[], options: AwsListOptions) => {
      const { runAwsResultsList } = await import('../aws/run-aws-results.ts');
      exit(await runAwsResultsList(words.join(' '), options, io));
    });
  const show = withStack(new Command('show'))
    .addOption(reveal())
    .description('show all that is kept about one image')
    .argument('<image>', 'its key, or bucket/key as lists print it')
    .action(async (image: string, options: AwsShowOptions) => {
      const { runAwsResultsShow } = await import('../aws/run-aws-results.ts');
      exit(await runAwsResultsShow(image, options, io));
    });
  return group('results', 'look at what is kept in DynamoDB: list, search, show', [
    list,
    search,
    show,
  ]);
}

function subscribersCommand(io: Io, exit: Exit): Command {
  const list = withStack(new Command('list'))
    .description('list who is told, what they filter, and who has not clicked yet')
    .action(async (options: StackOptions) => {
      const { runSubscribersList } = await import('../aws/run-subscribers.ts');
      exit(await runSubscribersList(options, io));
    });
  const add = withStack(new Command('add'))
    .description('subscribe an address; AWS sends it a mail with a link to click once')
    .argument('<email>', 'the address')
    .addOption(new Option('--severity <severity...>', 'only these').choices([...SEVERITY_CHOICES]))
    .option('--rule <id...>', 'only these rules')
    .option('--outcome <status...>', 'only these outcomes, e.g. MATCHED, FAILED')
    .action(async (email: string, options: AddOptions) => {
      const { runSubscribersAdd } = await import('../aws/run-subscribers.ts');
      exit(await runSubscribersAdd(email, options, io));
    });
  const resend = withStack(new Command('resend'))
    .description('send the mail with the link again to an address that has not clicked')
    .argument('<email>', 'the address')
    .action(async (email: string, options: StackOptions) => {
      const { runSubscribersResend } = await import('../aws/run-subscribers.ts');
      exit(await runSubscribersResend(email, options, io));
    });
  const test = withStack(new Command('test'))
    .description(
      'send everybody a message that says it is a test, and tell whose filter lets it by',
    )
    .addOption(
      new Option('--severity <severity>', 'what it carries')
        .choices([...SEVERITY_CHOICES])
        .default('high'),
    )
    .option('--rule <id...>', 'rules that it carries besides its own')
    .option('--outcome <status>', 'the outcome that it carries', 'MATCHED')
    .action(async (options: TestMessageOptions) => {
      const { runSubscribersTest } = await import('../aws/run-subscribers.ts');
      exit(await runSubscribersTest(options, io));
    });
  return group('subscribers', 'who is told by mail: list, add, resend, test', [
    list,
    add,
    resend,
    test,
  ]);
}

function dlqCommand(io: Io, exit: Exit): Command {
  const show = withStack(new Command('show'))
    .description('show what nobody could process, and why; everything stays where it is')
    .addOption(deadLettersOption())
    .option('-n, --limit <n>', 'at most so many of each queue', countBetween(1, 10_000), 100)
    .action(async (options: DlqShowOptions) => {
      const { runDlqShow } = await import('../aws/run-dlq-show.ts');
      exit(await runDlqShow(options, io));
    });
  const redrive = withStack(new Command('redrive'))
    .description('give dead uploads and undelivered events to the pipeline again')
    .addOption(deadLettersOption())
    .option('--dry-run', 'only say what would be moved')
    .option('--rate <n>', 'at most so many messages per second', numberBetween(0.1, 1000), 50)
    .action(async (options: RedriveOptions) => {
      const { runDlqRedrive } = await import('../aws/run-dlq-redrive.ts');
      exit(await runDlqRedrive(options, io));
    });
  return group('dlq', 'what could not be processed or delivered: show, redrive', [show, redrive]);
}

function backfillCommand(io: Io, exit: Exit): Command {
  return withStack(new Command('backfill'))
    .description('have images read that were in the bucket before; counts and asks first')
    .option('--prefix <prefix>', 'images whose keys begin so')
    .option(
      '--bucket <bucket>',
      'without --prefix: all images of the bucket that the stack watches',
    )
    .option('--after <key>', 'go on after this key; it is printed when a backfill is stopped')
    .option('--rate <n>', 'images per second (default: as deployed)', numberBetween(0.1, 10_000))
    .option('--dry-run', 'only count and say what it would cost')
    .option('-y, --yes', 'do not ask')
    .addHelpText('after', HELP)
    .action(async (options: BackfillOptions) => {
      const { runBackfill } = await import('../aws/run-backfill.ts');
      exit(await runBackfill(options, io));
    });
}

function group(name: string, description: string, commands: readonly Command[]): Command {
  const command = new Command(name).description(description).addHelpText('after', HELP);
  for (const one of commands) command.addCommand(one.addHelpText('after', HELP));
  return command;
}

function withStack(command: Command): Command {
  return command
    .option('--stack <name>', 'the CloudFormation stack', 'Glyphwatch')
    .option('--region <region>', 'its region (default: that of your AWS profile)')
    .addOption(formatOption());
}

function reveal(): Option {
  return new Option('--reveal', 'show what sensitive rules matched');
}

function deadLettersOption(): Option {
  return new Option(
    '--queue <queue>',
    'uploads: could not be processed; events: EventBridge, messages: SNS could not hand over',
  ).choices([...DEAD_LETTERS]);
}

const HELP = `
Where things are is read from the stack's outputs; credentials and region are those of the AWS CLI.

Examples:
  glyphwatch aws doctor
  glyphwatch aws results list --status MATCHED --since 7d
  glyphwatch aws subscribers add guard@example.com --severity high critical
  glyphwatch aws dlq show --region eu-central-1
  glyphwatch aws dlq redrive --dry-run
  glyphwatch aws backfill --prefix 2025/ --dry-run
${EXIT_CODES_HELP}`;
