// Format, lint, types, tests and builds of every project, then the pipeline as a whole, then one line that counts the tests.
import { spawnSync } from 'node:child_process';
import { globSync, readFileSync, rmSync } from 'node:fs';

rmSync('dist/test-results', { recursive: true, force: true });
const nx = (...targets) =>
  spawnSync('nx', ['run-many', '-t', ...targets, '--output-style=stream'], {
    stdio: 'inherit',
    env: { ...process.env, NX_DAEMON: 'false' },
  }).status;
const checks = nx('format', 'lint', 'typecheck', 'test', 'build');
// One after another: a whole deployment and a browser, whose timeouts assume an otherwise idle machine.
const e2e = nx('e2e', '--parallel=1');

const counts = { passed: 0, failed: 0 };
for (const file of globSync('dist/test-results/*.json')) {
  const result = JSON.parse(readFileSync(file, 'utf8'));
  counts.passed += result.numPassedTests;
  // A suite that fails to load has no tests to count.
  counts.failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
}
console.log(`\n${counts.passed} passed, ${counts.failed} failed`);
process.exitCode = checks === 0 && e2e === 0 && counts.failed === 0 && counts.passed > 0 ? 0 : 1;
