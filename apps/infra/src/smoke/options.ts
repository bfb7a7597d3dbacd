import { Command, InvalidArgumentError } from 'commander';
import { isSmokeName } from './smoke-name.ts';

export interface SmokeOptions {
  readonly profile?: string;
  readonly region?: string;
  readonly yes?: boolean;
  readonly remove?: string;
  /** Seconds. */
  readonly wait: number;
}

const WAIT_SECONDS = 300;

const HELP = `
It deploys a pipeline under a throw-away name, sends four sample images through it, looks at the row, the history, the event, the message,
metrics, alarms, doctor, backfill and redrive, removes everything it made, and writes a report without account numbers to
dist/apps/infra/smoke. It touches nothing else in the account, except that the CDK's bootstrap bucket keeps the code.

  npx nx run infra:smoke -- --profile work
  npx nx run infra:smoke -- --profile work --remove glyphwatch-smoke-1a2b3c4d    after a run that was killed

It removes what it made also after a failure and after Ctrl-C.
Exit codes: 0 all passed, 1 something failed or was left behind, 2 invalid options, 130 interrupted.`;

export function smokeCommand(): Command {
  return new Command('infra:smoke')
    .description('Tries a whole pipeline in a real AWS account, once, and removes it.')
    .option(
      '--profile <name>',
      'profile of the AWS CLI (default: the credentials of the environment)',
    )
    .option('--region <region>', 'default: that of the profile')
    .option('-y, --yes', 'do not ask')
    .option('--remove <name>', 'only remove what an earlier run left behind', toSmokeName)
    .option('--wait <seconds>', 'how long to wait for each result', toSeconds, WAIT_SECONDS)
    .addHelpText('after', HELP);
}

function toSeconds(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('It is a number of seconds from 1 to 9999.');
}

function toSmokeName(text: string): string {
  if (isSmokeName(text)) return text;
  throw new InvalidArgumentError(
    'A smoke test is called glyphwatch-smoke- and 8 hex digits. Nothing else is removed.',
  );
}
