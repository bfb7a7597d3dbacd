import { once } from 'node:events';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { glob } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { Command, CommanderError, InvalidArgumentError } from 'commander';
import { describeLogLine, describeMail } from './print-progress.ts';
import type { LocalStack } from './local-stack.ts';
import { startLocalStack } from './start-local-stack.ts';
import { synthesise } from './template/synthesise.ts';
import { welcome } from './welcome.ts';

interface Call {
  readonly port: number;
  readonly settings: string;
  readonly samples: boolean;
}

const ROOT = join(import.meta.dirname, '../../..');
const CDK_OUT = join(ROOT, 'dist/apps/local-stack/local.cdk.out');
const SETTINGS = join(ROOT, 'apps/infra/settings.yaml');
/** With the rules that the sample images are made for. */
const SAMPLE_SETTINGS = join(ROOT, 'apps/local-stack/e2e/settings.yaml');
const SAMPLES = join(ROOT, 'apps/cli/samples');
const DEFAULT_PORT = 4566;
const WRONG_CALL = 2;
/** For settings without subscribers. */
const YOU = 'you (nobody is subscribed)';

const HELP = `
What is deployed, on this machine: bucket, rules, queues, the real function, tables, topic and bus, with a Rekognition
that reads your images. Upload with any S3 client; outcomes and messages are printed as they come.

  npx nx run infra:local                                  your apps/infra/settings.yaml
  npx nx run infra:local -- --samples                     the sample images and their rules
  npx nx run infra:local -- --settings other.yaml --port 0

Exit codes: 0 stopped by Ctrl-C or SIGTERM, 2 the call or the settings are wrong, or the port is taken.`;

function buildProgram(): Command {
  return new Command('infra:local')
    .description('The deployed pipeline on this machine, without an account.')
    .option('--port <number>', 'where to listen; 0 takes any that is free', toPort, DEFAULT_PORT)
    .option(
      '--settings <file>',
      'which deployment; else GLYPHWATCH_SETTINGS, else apps/infra/settings.yaml',
    )
    .option('--samples', 'upload the sample images, with the rules that are made for them', false)
    .addHelpText('after', HELP)
    .exitOverride();
}

async function main(args: readonly string[]): Promise<void> {
  try {
    const program = buildProgram().parse([...args], { from: 'user' });
    await run(program.opts<Partial<Call>>());
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_CALL;
    else fail(error);
  }
}

async function run({ port = DEFAULT_PORT, samples = false, ...call }: Partial<Call>) {
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const stack = await open(port, call.settings ?? settingsFor(samples));
  process.stdout.write(await welcome(stack));
  if (samples) await uploadSamples(stack);
  await stop;
  await stack.close();
  process.stdout.write('Stopped.\n');
}

function settingsFor(samples: boolean): string {
  return samples ? SAMPLE_SETTINGS : (process.env['GLYPHWATCH_SETTINGS'] ?? SETTINGS);
}

async function open(port: number, settings: string): Promise<LocalStack> {
  const path = resolve(settings);
  if (!existsSync(path)) throw new Error(`There is no ${path}. Give another with --settings.`);
  process.stdout.write('Synthesising …\n');
  rmSync(CDK_OUT, { recursive: true, force: true });
  await synthesise(path, CDK_OUT);
  const print = (text: string | undefined) =>
    void (text === undefined || process.stdout.write(`${text}\n`));
  return startLocalStack({
    cdkOut: CDK_OUT,
    port,
    runsSchedules: true,
    fallbackAddress: YOU,
    onLog: (line) => print(describeLogLine(line)),
    onMail: (mail) => print(describeMail(mail)),
    onFailure: (error) => print(`function failed: ${messageOf(error)}`),
    onDenied: ({ action, resource }) => print(`denied: ${action} on ${resource}`),
  });
}

async function uploadSamples({ s3, outputs }: LocalStack): Promise<void> {
  for await (const key of glob('*/*.{jpg,png}', { cwd: SAMPLES })) {
    const Body = readFileSync(join(SAMPLES, key));
    await s3.send(
      new PutObjectCommand({ Bucket: String(outputs['BucketOutput']), Key: key, Body }),
    );
  }
}

function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function fail(error: unknown): void {
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const advice = isTaken ? ' Choose another with --port, or 0 for any.' : '';
  process.stderr.write(`infra:local: ${messageOf(error)}${advice}\n`);
  process.exitCode = WRONG_CALL;
}

/** Of a program that failed, what it said itself. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const said = 'stderr' in error ? String(error.stderr) : '';
  return /^\w*Error: ([^]*?)\n {4}at /m.exec(said)?.[1] ?? (said || error.message);
}

await main(process.argv.slice(2));
