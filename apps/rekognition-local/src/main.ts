import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseSchedule } from './faults.ts';
import { startRekognitionLocal, type RekognitionLocalOptions } from './start-rekognition-local.ts';

interface CliOptions {
  readonly port: number;
  readonly host: string;
  readonly s3Endpoint?: string;
  readonly s3Region: string;
  readonly faults?: string;
  readonly format: 'text' | 'json';
}

const DEFAULT_PORT = 4579;
const USAGE_ERROR = 2;

const HELP = `
Objects are fetched from --s3-endpoint or AWS_ENDPOINT_URL_S3, with the credentials in AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY, or else with the caller's access key id.

A fault schedule is a JSON array, e.g.
  [{"every": 5, "fault": "ThrottlingException"}, {"probability": 0.1, "seed": 7, "fault": "slow=3000"}]
For a single request, use a header: x-glyphwatch-fault: hang

Exit codes: 0 stopped by SIGINT or SIGTERM, 2 usage error or port in use.`;

function buildProgram(): Command {
  return new Command('rekognition-local')
    .description("Runs Amazon Rekognition's DetectText on this machine, with a real text detector.")
    .option('--port <number>', 'port to listen on; 0 picks a free one', toPort, DEFAULT_PORT)
    .option('--host <address>', 'address to listen on', '127.0.0.1')
    .addOption(
      new Option('--s3-endpoint <url>', 'S3 service to fetch S3Object images from')
        .env('AWS_ENDPOINT_URL_S3')
        .argParser(toUrl),
    )
    .option('--s3-region <name>', 'region of that S3 service', 'us-east-1')
    .option('--faults <file>', 'fault schedule')
    .addOption(
      new Option('--format <format>', 'of the line with the address')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', HELP)
    .exitOverride();
}

/** Listens until interrupted and sets the exit code. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const program = buildProgram().parse([...args], { from: 'user' });
    await serve(program.opts<CliOptions>());
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : USAGE_ERROR;
    else fail(error);
  }
}

async function serve(options: CliOptions): Promise<void> {
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const server = await startRekognitionLocal(serverOptions(options));
  const { url } = server;
  process.stdout.write(
    options.format === 'json'
      ? `${JSON.stringify({ url })}\n`
      : `rekognition-local is listening on ${url}\n`,
  );
  await stop;
  await server.close();
}

function serverOptions({
  port,
  host,
  s3Endpoint,
  s3Region,
  faults,
}: CliOptions): RekognitionLocalOptions {
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = process.env;
  const credentials = accessKeyId && secretAccessKey ? { accessKeyId, secretAccessKey } : undefined;
  return {
    port,
    host,
    ...(s3Endpoint !== undefined && {
      s3: { endpoint: s3Endpoint, region: s3Region, ...(credentials && { credentials }) },
    }),
    ...(faults !== undefined && {
      faults: parseSchedule(JSON.parse(readFileSync(faults, 'utf8'))),
    }),
  };
}

function toPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('Must be a number from 0 to 65535.');
}

function toUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('Must be a URL like http://127.0.0.1:9000.');
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const advice = isTaken ? ' Choose another with --port, or 0 for a free one.' : '';
  process.stderr.write(`rekognition-local: ${message}${advice}\n`);
  process.exitCode = USAGE_ERROR;
}
