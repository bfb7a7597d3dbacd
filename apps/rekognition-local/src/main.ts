import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { Command, CommanderError, InvalidArgumentError, Option } from 'commander';
import { parseSchedule } from './faults.ts';
import { startRekognitionLocal, type RekognitionLocalOptions } from './start-rekognition-local.ts';

interface Call {
  readonly port: number;
  readonly host: string;
  readonly s3Endpoint?: string;
  readonly s3Region: string;
  readonly faults?: string;
  readonly format: 'text' | 'json';
}

const DEFAULT_PORT = 4579;
const WRONG_CALL = 2;

const HELP = `
Where the images are comes from --s3-endpoint, else from AWS_ENDPOINT_URL_S3. Objects are fetched with the credentials
AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, else with the caller's access key id.

A fault schedule is a JSON array, e.g.
  [{"every": 5, "fault": "ThrottlingException"}, {"probability": 0.1, "seed": 7, "fault": "slow=3000"}]
One request goes wrong with the header x-glyphwatch-fault: hang

Exit codes: 0 stopped by SIGINT or SIGTERM, 2 the call is wrong or the port is taken.`;

function buildProgram(): Command {
  return new Command('rekognition-local')
    .description(
      "Amazon Rekognition's DetectText on this machine, with a real text detector behind it.",
    )
    .option('--port <number>', 'where to listen; 0 takes any that is free', toPort, DEFAULT_PORT)
    .option('--host <address>', 'who gets in: only this machine unless told otherwise', '127.0.0.1')
    .addOption(
      new Option('--s3-endpoint <url>', 'where S3Object images are')
        .env('AWS_ENDPOINT_URL_S3')
        .argParser(toUrl),
    )
    .option('--s3-region <name>', 'of that S3', 'us-east-1')
    .option('--faults <file>', 'what goes wrong with which call')
    .addOption(
      new Option('--format <format>', 'of the line that says where it listens')
        .choices(['text', 'json'])
        .default('text'),
    )
    .addHelpText('after', HELP)
    .exitOverride();
}

/** Listens until it is interrupted, and sets the exit code of the process. */
export async function main(args: readonly string[]): Promise<void> {
  try {
    const program = buildProgram().parse([...args], { from: 'user' });
    await serve(program.opts<Call>());
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : WRONG_CALL;
    else fail(error);
  }
}

async function serve(call: Call): Promise<void> {
  const stop = Promise.race([once(process, 'SIGINT'), once(process, 'SIGTERM')]);
  const server = await startRekognitionLocal(optionsOf(call));
  const { url } = server;
  process.stdout.write(
    call.format === 'json'
      ? `${JSON.stringify({ url })}\n`
      : `rekognition-local listens on ${url}\n`,
  );
  await stop;
  await server.close();
}

function optionsOf({ port, host, s3Endpoint, s3Region, faults }: Call): RekognitionLocalOptions {
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
  throw new InvalidArgumentError('A port is a number from 0 to 65535.');
}

function toUrl(text: string): string {
  if (URL.canParse(text) && /^https?:/.test(text)) return text;
  throw new InvalidArgumentError('It looks like http://127.0.0.1:9000.');
}

function fail(error: unknown): void {
  const message = error instanceof Error ? error.message : String(error);
  const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  const advice = isTaken ? ' Choose another with --port, or 0 for any.' : '';
  process.stderr.write(`rekognition-local: ${message}${advice}\n`);
  process.exitCode = WRONG_CALL;
}
