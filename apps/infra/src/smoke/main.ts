/*
 * Tries a whole pipeline in a real AWS account: npx nx run infra:smoke -- --help
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { CommanderError } from 'commander';
import { runAndKeep } from '../run-and-keep.ts';
import type { Deployed } from './deployed.ts';
import { smokeCommand, type SmokeOptions } from './options.ts';
import { ProbeQueue } from './probe-queue.ts';
import { listMade, type Made, removeMade } from './remove.ts';
import { runGlyphwatch } from './run-glyphwatch.ts';
import { type Outcome, runSteps } from './run-steps.ts';
import { type SmokeClients, smokeClients } from './smoke-clients.ts';
import { describeCost } from './smoke-cost.ts';
import { newSmokeName } from './smoke-name.ts';
import { scrubbed, writeReport } from './smoke-report.ts';
import { smokeSteps } from './steps.ts';

const DIST = join(import.meta.dirname, '../../../../dist/apps/infra/smoke');
const QUIET_MS = 10_000;
const ECHO_MS = 2000;
const EXIT = { done: 0, failed: 1, usage: 2, interrupted: 130 } as const;

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const interruption = new AbortController();

async function main(args: readonly string[]): Promise<number> {
  const options = smokeCommand()
    .exitOverride()
    .parse([...args], { from: 'user' })
    .opts<SmokeOptions>();
  // For the SDK, the CDK and `glyphwatch` alike.
  if (options.profile) process.env['AWS_PROFILE'] = options.profile;
  const { AWS_DEFAULT_REGION } = process.env;
  const region = options.region ?? process.env['AWS_REGION'] ?? AWS_DEFAULT_REGION;
  if (region) process.env['AWS_REGION'] = region;
  const clients = smokeClients();
  return options.remove === undefined ? smoke(options, clients) : remove(options, clients);
}

async function smoke(options: SmokeOptions, clients: SmokeClients): Promise<number> {
  const name = newSmokeName();
  const region = await clients.sts.config.region();
  say(`${await placeOf(clients)}: everything is made under the name ${name}.\n${describeCost()}`);
  if (!(await isAgreed(options))) return EXIT.usage;
  say(`If this is killed, remove what it made: ${removal(name, options)}`);
  listenForInterrupts(name, options);
  const outcomes = await deployAndTry(name, options, clients);
  const { made, left } = await clean(name, clients);
  const isAws = !process.env['AWS_ENDPOINT_URL'];
  const date = new Date().toISOString().slice(0, 10);
  const text = writeReport({
    ...{ name, region, isAws, date, outcomes, made, left },
    versions: versions(),
  });
  mkdirSync(DIST, { recursive: true });
  const file = join(DIST, `${name}.md`);
  writeFileSync(file, text);
  say(`The report, without account numbers, is in ${file}`);
  if (left !== undefined) say(`Not removed: ${left}\nTry again: ${removal(name, options)}`);
  if (interruption.signal.aborted) return EXIT.interrupted;
  const isFine = outcomes.every(({ state }) => state === 'passed' || state === 'not shown');
  return isFine && left === undefined ? EXIT.done : EXIT.failed;
}

async function deployAndTry(
  name: string,
  { wait }: SmokeOptions,
  clients: SmokeClients,
): Promise<Outcome[]> {
  const start = performance.now();
  const deployment = (state: Outcome['state'], detail: string): Outcome => ({
    ...{ name: 'deploy', state, detail },
    seconds: (performance.now() - start) / 1000,
  });
  try {
    const outputs = await deploy(name);
    const first = deployment('passed', `${Object.keys(outputs).length} outputs`);
    sayOutcome(first);
    const deployed: Deployed = {
      ...{ name, outputs, clients },
      probe: new ProbeQueue(clients.sqs, outputs['Probe'] ?? ''),
      glyphwatch: (...args) => runGlyphwatch(name, process.env, args),
      isAws: !process.env['AWS_ENDPOINT_URL'],
      waitMs: wait * 1000,
      quietMs: Math.min(QUIET_MS, wait * 1000),
      signal: interruption.signal,
    };
    return [first, ...(await runSteps(smokeSteps(), deployed, sayOutcome))];
  } catch (error) {
    const failed = deployment('failed', messageOf(error));
    sayOutcome(failed);
    return [failed];
  }
}

async function deploy(name: string): Promise<Readonly<Record<string, string>>> {
  const cdkOut = join(DIST, 'cdk.out');
  const outputsFile = join(DIST, 'outputs.json');
  for (const path of [cdkOut, outputsFile]) rmSync(path, { recursive: true, force: true });
  // Only here, because it loads the CDK.
  const { synthesiseSmoke } = await import('./synthesise-smoke.ts');
  synthesiseSmoke(name, cdkOut);
  interruption.signal.throwIfAborted();
  const { status, output } = await runAndKeep('cdk', [
    ...['deploy', '--all', '--app', cdkOut, '--require-approval', 'never', '--method=direct'],
    ...['--outputs-file', outputsFile],
  ]);
  interruption.signal.throwIfAborted();
  if (status !== 0)
    throw new Error(`cdk deploy: exit code ${status}: ${output.trim().slice(-1500)}`);
  const { [name]: outputs = {} } = JSON.parse(readFileSync(outputsFile, 'utf8')) as Record<
    string,
    Record<string, string>
  >;
  return Object.fromEntries(
    Object.entries(outputs).map(([key, value]) => [key.replace(/Output.*$/, ''), value]),
  );
}

/** Lists what there is, then removes it. Never rejects: what is left is reported. */
async function clean(
  name: string,
  clients: SmokeClients,
): Promise<{ readonly made: readonly Made[]; readonly left: string | undefined }> {
  let made: Made[] = [];
  try {
    made = await listMade(clients, name);
    say([`Removing ${made.length} resources:`, ...made.map(described)].join('\n'));
    await removeMade(clients, name, made);
    say('Removed.');
    return { made, left: undefined };
  } catch (error) {
    return { made, left: messageOf(error) };
  }
}

async function remove(options: SmokeOptions, clients: SmokeClients): Promise<number> {
  const { remove: name = '' } = options;
  const made = await listMade(clients, name);
  if (made.length === 0) say(`There is no stack ${name} in ${await placeOf(clients)}.`);
  if (made.length === 0) return EXIT.done;
  say([`In ${await placeOf(clients)}, to be removed:`, ...made.map(described)].join('\n'));
  if (!(await isAgreed(options))) return EXIT.usage;
  await removeMade(clients, name, made);
  say('Removed.');
  return EXIT.done;
}

function described({ type, id }: Made): string {
  return `  ${type.replace('AWS::', '').padEnd(28)} ${id}`;
}

async function placeOf({ sts }: SmokeClients): Promise<string> {
  const { Account } = await sts.send(new GetCallerIdentityCommand({}));
  return `Account ${Account}, ${await sts.config.region()}`;
}

async function isAgreed({ yes = false }: SmokeOptions): Promise<boolean> {
  if (yes) return true;
  if (!process.stdin.isTTY) {
    process.stderr.write('There is no terminal to ask on. To agree, add --yes.\n');
    return false;
  }
  const asking = createInterface({ input: process.stdin, output: process.stdout });
  const answer = await asking.question('Continue? [y/N] ');
  asking.close();
  return /^y(es)?$/i.test(answer.trim());
}

/**
 * The first one stops the steps, and what was made is removed. After that only Ctrl-C ends the process, and only if it is no echo of
 * the first: Nx passes its own on, and does not wait.
 */
function listenForInterrupts(name: string, options: SmokeOptions): void {
  let firstAt = 0;
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    process.on(signal, () => {
      if (firstAt === 0) {
        firstAt = performance.now();
        process.stderr.write('Interrupted: removing what was made. Once more to leave it.\n');
        interruption.abort(new Error('interrupted'));
      } else if (signal === 'SIGINT' && performance.now() - firstAt > ECHO_MS) {
        process.stderr.write(`Not all is removed. Do it with: ${removal(name, options)}\n`);
        process.exit(EXIT.interrupted);
      }
    });
  }
  // A terminal that was closed is no reason to leave anything behind.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function removal(name: string, { profile, region }: SmokeOptions): string {
  const place = `${profile ? ` --profile ${profile}` : ''}${region ? ` --region ${region}` : ''}`;
  return `npx nx run infra:smoke --${place} --remove ${name}`;
}

function versions(): Record<string, string> {
  const require = createRequire(import.meta.url);
  const of = (name: string): string => require(`${name}/package.json`).version;
  return {
    Node: process.versions.node,
    'aws-cdk-lib': of('aws-cdk-lib'),
    'aws-cdk': of('aws-cdk'),
    system: `${process.platform} ${process.arch}`,
  };
}

function sayOutcome({ name, state, detail, seconds }: Outcome): void {
  say(`${state.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s  ${name}: ${scrubbed(detail)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : EXIT.usage;
  else {
    process.stderr.write(`infra:smoke: ${messageOf(error)}\n`);
    process.exitCode = EXIT.failed;
  }
}
