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
/** With the rules for the sample images. */
const SAMPLE_SETTINGS = join(ROOT, 'apps/local-stack/e2e/settings.yaml');
const SAMPLES = join(ROOT, 'apps/cli/samples');
const DEFAULT_PORT = 4566;
const USAGE_ERROR = 2;
/** Gets the messages when the settings have no subscribers. */
const YOU = 'you (no subscribers)';

const HELP = `
Runs bucket, rules, queues, the real function, tables, topic and bus, with a Rekognition that reads your images. Upload
with any S3 client; results and messages are printed as they arrive.

  npx nx run infra:local                                  your apps/infra/settings.yaml
  npx nx run infra:local -- --samples                     the sample images and their rules
  npx nx run infra:local -- --settings other.yaml --port 0

Exit codes: 0 stopped by Ctrl-C or SIGTERM, 2 invalid options or settings, or the port is in use.`;

function buildProgram(): Command {
  return new Command('infra:local')
    .description('Runs the deployed pipeline on this machine, without an AWS account.')
    .option('--port <number>', 'port to listen on; 0 for any free one', toPort, DEFAULT_PORT)
    .option(
      '--settings <file>',
      'settings file of the deployment; default $GLYPHWATCH_SETTINGS, else apps/infra/settings.yaml',
    )
    .option('--samples', 'upload the sample images and use the sample rules', false)
    .addHelpText('after', HELP)
    .exitOverride();
}

async function main(args: readonly string[]): Promise<void> {
  try {
    const program = buildProgram().parse([...args], { from: 'user' });
    await run(program.opts<Partial<Call>>());
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR;
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
  return samples ? SAMPLE_SETTINGS : process.env['GLYPHWATCH_SETTINGS'] || SETTINGS;
}

async function open(port: number, settings: string): Promise<LocalStack> {
  const path = resolve(settings);
  if (!existsSync(path))
    throw new Error(`${path} does not exist. Name another file with --settings.`);
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
  const advice = isTaken ? ' Choose another with --port, or use --port 0 for any free one.' : '';
  process.stderr.write(`infra:local: ${messageOf(error)}${advice}\n`);
  process.exitCode = USAGE_ERROR;
}

/** For a failed program, its own error message. */
function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return JSON.stringify(error);
  const said = 'stderr' in error ? String(error.stderr) : '';
  return /^\w*Error: ([^]*?)\n {4}at /m.exec(said)?.[1] ?? (said || error.message);
}

await main(process.argv.slice(2));
