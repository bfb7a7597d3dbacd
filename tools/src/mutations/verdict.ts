import { spawn } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { mutated } from './index.ts';
import type { Mutation, Specs } from './mutation.ts';

interface JestReport {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

/** Longer than any of these specs takes on a busy machine; a mutation may make one hang, and then it is noticed, too. */
const TIMEOUT_MS = 300_000;

/** The first test that notices the mutation in a copy of the repository; `undefined` if none does. */
export async function noticedBy(mutation: Mutation, copy: string): Promise<string | undefined> {
  const path = join(copy, mutation.file);
  const source = readFileSync(path, 'utf8');
  writeFileSync(path, mutated(mutation, copy));
  try {
    for (const specs of mutation.specs) {
      const noticed = await firstFailure(specs, copy);
      if (noticed !== undefined) return noticed;
    }
    return undefined;
  } finally {
    writeFileSync(path, source);
  }
}

async function firstFailure(
  { project, pattern }: Specs,
  copy: string,
): Promise<string | undefined> {
  const report = join(copy, 'mutation-report.json');
  rmSync(report, { force: true });
  const flags = ['--config', 'jest.preset.js', '--rootDir', project, '--forceExit'];
  const output = ['--json', '--outputFile', report, '--reporters', 'default', '--runInBand'];
  const jest = join(copy, 'node_modules/jest/bin/jest.js');
  const run = spawn(process.execPath, [jest, ...flags, ...output, pattern], {
    cwd: copy,
    stdio: 'ignore',
    timeout: TIMEOUT_MS,
    killSignal: 'SIGKILL',
  });
  const signal = await new Promise((resolve) => run.once('exit', (_, by) => resolve(by)));
  if (signal !== null) return `${project}: a test that does not end`;
  return failureIn(JSON.parse(readFileSync(report, 'utf8')) as JestReport, pattern, copy);
}

function failureIn({ testResults }: JestReport, pattern: string, copy: string): string | undefined {
  if (testResults.length === 0) throw new Error(`No spec matches ${pattern}.`);
  const failed = testResults.find(({ status }) => status === 'failed');
  if (!failed) return undefined;
  const test = failed.assertionResults.find(({ status }) => status === 'failed');
  return `${failed.name.replace(`${copy}/`, '')}: ${test?.fullName ?? 'does not load'}`;
}
