// A Jest reporter that writes each project's counts for run-checks.mjs to add up.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../dist/test-results');

export default class CountTests {
  onRunComplete(_contexts, { numPassedTests, numFailedTests, numRuntimeErrorTestSuites }) {
    const project = process.env.NX_TASK_TARGET_PROJECT;
    if (project === undefined) return;
    mkdirSync(FOLDER, { recursive: true });
    const counts = { numPassedTests, numFailedTests, numRuntimeErrorTestSuites };
    const target = process.env.NX_TASK_TARGET_TARGET;
    const name = target === 'test' ? project : `${project}-${target}`;
    writeFileSync(join(FOLDER, `${name}.json`), JSON.stringify(counts));
  }
}
