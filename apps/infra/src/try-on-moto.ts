/*
 * Runs the targets against moto, which emulates CloudFormation on this machine. Nothing else needs Python or moto.
 *
 *     npx nx run infra:try
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const REGION = 'eu-central-1';
/** The only account that moto has. */
const ACCOUNT = '123456789012';
const READY_TRIES = 100;

const SETTINGS = `
subscribers: [{ email: guard@example.com }]
operators: [ops@example.com]
`;

const LIMITS_OF_MOTO = `
moto is not AWS. It leaves out subscriptions, alarms, and the policies of queues, topics and buckets; it ignores a
bucket's EventBridge setting and a table's recovery; a secret has no ARN there, so \`hashKey: { generate: true }\` is not
tried; a stack made by a change set has no outputs there, so this deploys with --method=direct; destroy deletes what AWS would keep (RetainExceptOnCreate), and a name that is taken is an internal error.
Nothing is invoked: npx nx run infra:local shows the pipeline at work.
`;

interface Step {
  readonly name: string;
  readonly run: () => string | Promise<string>;
  /** What must be in its output. */
  readonly shows: readonly (string | RegExp)[];
}

interface Calling {
  readonly mayFail?: boolean;
  readonly args?: readonly string[];
}

/** moto fails at an empty change set, which the CDK retries for a minute. */
const TEMPLATE_ONLY: Calling = { args: ['--method=template'] };
const DIRECT: Calling = { args: ['--method=direct'] };

const python = ['python3', 'python'].find((command) =>
  succeeds(command, ['-c', 'import moto.server']),
);
if (python === undefined) {
  process.stderr.write(
    "There is no moto here, so nothing was tried. Install it: python3 -m pip install 'moto[server]'\n",
  );
  process.exit(1);
}

const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-try-'));
const port = await freePort();
// The name: the CDK's templates are looked up by it, not by 127.0.0.1.
const endpoint = `http://localhost:${port}`;
const env = environment();
const moto = spawn(python, ['-m', 'moto.server', '-p', String(port)], { stdio: 'ignore', env });
try {
  writeFileSync(join(folder, 'settings.yaml'), SETTINGS);
  writeFileSync(join(folder, 'watchlist.yaml'), 'extend: shared/base.yaml\n');
  await ready(moto);
  const isFine = await runAll(steps());
  process.stdout.write(LIMITS_OF_MOTO);
  process.exitCode = isFine ? 0 : 1;
} finally {
  moto.kill();
  rmSync(folder, { recursive: true, force: true });
}

function steps(): Step[] {
  return [
    {
      name: 'synth refuses a missing rule file',
      run: () => nx('synth', { mayFail: true }),
      shows: [/watchlist\.yaml:1: extend: names a file that does not exist: shared\/base\.yaml/],
    },
    {
      name: 'synth',
      run: () => {
        writeFileSync(
          join(folder, 'watchlist.yaml'),
          'rules: [{ id: first, match: HELLO WATCH }]\n',
        );
        return nx('synth');
      },
      shows: ['Successfully ran target synth'],
    },
    {
      name: 'bootstrap',
      run: () => command('cdk', ['bootstrap', `aws://${ACCOUNT}/${REGION}`]),
      shows: ['bootstrapped'],
    },
    { name: 'diff', run: () => nx('diff'), shows: ['Number of stacks with differences: 1'] },
    {
      name: 'deploy',
      run: () => nx('deploy', DIRECT),
      shows: [/Bucket +image-upload-bucket-/, /Function +TextDetectionLambda\n/, 'Try it'],
    },
    {
      name: 'deploy again, nothing changed',
      run: () => nx('deploy', DIRECT),
      shows: ['(no changes)'],
    },
    {
      name: 'diff, nothing changed',
      run: () => nx('diff', TEMPLATE_ONLY),
      shows: ['stacks with differences: 0'],
    },
    { name: 'destroy', run: () => nx('destroy'), shows: ['destroyed'] },
    {
      name: 'smoke: deploys, fails where nothing is invoked, and removes everything',
      run: () => nx('smoke', { mayFail: true, args: ['--', '--yes', '--wait', '2'] }),
      shows: [
        /passed +[\d.]+ s +deploy/,
        /failed +[\d.]+ s +rows: .*last seen: no row/,
        /S3::Bucket +glyphwatch-smoke-/,
        'Removed.',
      ],
    },
  ];
}

async function runAll(all: readonly Step[]): Promise<boolean> {
  for (const { name, run, shows } of all) {
    const start = performance.now();
    const output = await run();
    const seconds = ((performance.now() - start) / 1000).toFixed(1);
    const missing = shows.filter((each) =>
      typeof each === 'string' ? !output.includes(each) : !each.test(output),
    );
    process.stdout.write(
      `${missing.length === 0 ? 'done  ' : 'FAILED'} ${seconds.padStart(5)} s  ${name}\n`,
    );
    if (missing.length > 0) {
      process.stdout.write(`${output}\nNot shown: ${missing.map(String).join(', ')}\n`);
      return false;
    }
  }
  return true;
}

function nx(target: string, { mayFail = false, args = [] }: Calling = {}): string {
  return command('nx', ['run', `infra:${target}`, '--output-style=stream', ...args], mayFail);
}

function command(name: string, args: readonly string[], mayFail = false): string {
  const { status, stdout, stderr, error } = spawnSync(name, args, { env, encoding: 'utf8' });
  if (error) throw error;
  const output = `${stdout}\n${stderr}`;
  if (status !== 0 && !mayFail) throw new Error(`${name} ${args.join(' ')} failed:\n${output}`);
  return output;
}

/** Nothing of the caller's account gets in: what is tried must never reach AWS. */
function environment(): NodeJS.ProcessEnv {
  const ours = Object.entries(process.env).filter(([name]) => !/^(AWS|CDK)_/.test(name));
  return {
    ...Object.fromEntries(ours),
    AWS_ENDPOINT_URL: endpoint,
    AWS_REGION: REGION,
    AWS_ACCESS_KEY_ID: 'try',
    AWS_SECRET_ACCESS_KEY: 'try',
    AWS_CONFIG_FILE: join(folder, 'none'),
    AWS_SHARED_CREDENTIALS_FILE: join(folder, 'none'),
    GLYPHWATCH_SETTINGS: join(folder, 'settings.yaml'),
    NO_COLOR: '1',
    FORCE_COLOR: '0',
  };
}

async function ready(server: ChildProcess): Promise<void> {
  for (let tries = 0; tries < READY_TRIES && server.exitCode === null; tries += 1) {
    try {
      await fetch(`${endpoint}/moto-api/`);
      return;
    } catch {
      await sleep(200);
    }
  }
  throw new Error('moto did not start.');
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, 'localhost');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port: free } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return free;
}

function succeeds(name: string, args: readonly string[]): boolean {
  return spawnSync(name, args, { stdio: 'ignore' }).status === 0;
}
