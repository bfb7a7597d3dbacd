// Format, lint, types, tests and builds of every project, then the pipeline as a whole, then one line that counts the tests.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { globSync, readFileSync, rmSync } from 'node:fs';

/** Whether all of them succeeded. */
async function nx(targets, ...options) {
  const child = spawn('nx', ['run-many', '-t', ...targets, '--output-style=stream', ...options], {
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
  });
  const [code] = await once(child, 'exit');
  return code === 0;
}

rmSync('dist/test-results', { recursive: true, force: true });
// What only computes runs beside the tests, which often wait, one task at a time. A low priority would stop Nx, whose plugins have ten
// seconds to start. Lint runs once for all projects, because starting it takes longer than linting one.
const computed = nx(['format', 'lint-all', 'typecheck'], '--parallel=1');
const tested = await nx(['test', 'build']);
// Beside no tests, and one after another: a deployment and a browser, whose timeouts assume an otherwise idle machine.
const deployed = await nx(['e2e'], '--parallel=1');
const succeeded = [tested, deployed, await computed];

const counts = { passed: 0, failed: 0 };
for (const file of globSync('dist/test-results/*.json')) {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  counts.passed += result.numPassedTests;
  // A suite that fails to load has no tests to count.
  counts.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
const isGood = succeeded.every(Boolean) && counts.failed === 0 && counts.passed > 0;
process.exitCode = isGood ? 0 : 1;
