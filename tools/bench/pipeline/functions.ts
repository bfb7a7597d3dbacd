import { type ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import {
  RUNTIME_LOOP,
  type RuntimeApi,
  SETTINGS,
  startRuntimeApi,
} from '@glyphwatch/pipeline/testing';
import { build } from 'esbuild';

const ROOT = join(import.meta.dirname, '../../..');
const PIPELINE = join(ROOT, 'apps/pipeline');
const BASELINES = join(import.meta.dirname, 'baselines');

/** How the runtime starts a function. */
export interface MeasuredFunction {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** Builds the pipeline as deployed, and the plain handler with esbuild's defaults for Node. */
export async function buildFunctions(folder: string): Promise<{
  readonly pipeline: MeasuredFunction;
  readonly plain: MeasuredFunction;
  /** `undefined` if there is no Python with boto3. */
  readonly python: MeasuredFunction | undefined;
}> {
  process.stdout.write(execFileSync(process.execPath, [join(PIPELINE, 'build.mjs'), '--sizes']));
  const plainFile = join(folder, 'plain-handler.js');
  await build({
    entryPoints: [join(BASELINES, 'plain-handler.ts')],
    outfile: plainFile,
    bundle: true,
    platform: 'node',
  });
  return {
    pipeline: {
      ...onNode('pipeline', join(ROOT, 'dist/apps/pipeline/index.js')),
      // As in the template: more frequent garbage collections for less memory.
      env: { NODE_OPTIONS: '--max-semi-space-size=8' },
    },
    plain: onNode('plain TypeScript', plainFile),
    python: onPython(),
  };
}

function onNode(name: string, file: string): MeasuredFunction {
  return { name, command: process.execPath, args: [RUNTIME_LOOP, file] };
}

function onPython(): MeasuredFunction | undefined {
  const args = ['runtime_loop.py', 'handler.py'].map((file) => join(BASELINES, file));
  const hasBoto = spawnSync('python3', ['-c', 'import boto3']).status === 0;
  return hasBoto ? { name: 'Python boto3', command: 'python3', args } : undefined;
}

export interface Running {
  readonly api: RuntimeApi;
  readonly pid: number;
  /** What it logged, a line each. */
  readonly lines: readonly string[];
  stop(): Promise<void>;
}

/** Starts it like Lambda does; the caller waits for `api.asked`. */
export async function start(
  { command, args, env: own }: MeasuredFunction,
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const api = await startRuntimeApi();
  const child = spawn(command, args, {
    env: {
      ...SETTINGS,
      // Effectively no rate limit: waiting for a quota is not work.
      CALLS_PER_SECOND: '1000000',
      DELIVERIES_TABLE: 'ImageTextDeliveries',
      ALERTS_TABLE: 'ImageTextAlerts',
      TELLING: '{ "tell": "each" }',
      PATH: process.env['PATH'] ?? '',
      AWS_LAMBDA_RUNTIME_API: api.address,
      AWS_REGION: 'eu-central-1',
      AWS_DEFAULT_REGION: 'eu-central-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      AWS_SESSION_TOKEN: 'test',
      // Lambda does not have these files either.
      AWS_CONFIG_FILE: '/nonexistent',
      AWS_SHARED_CREDENTIALS_FILE: '/nonexistent',
      PYTHONDONTWRITEBYTECODE: '1',
      ...own,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const lines: string[] = [];
  createInterface(child.stdout).on('line', (line) => lines.push(line));
  return { api, pid: child.pid ?? 0, lines, stop: () => stop(child, api) };
}

function stop(child: ChildProcess, api: RuntimeApi): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve());
    child.kill('SIGKILL');
    api.close();
  });
}
