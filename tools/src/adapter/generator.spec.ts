import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryFiles, ROOT } from '../workspace.ts';
import { PORTS } from './ports.ts';

const SETUP_TIMEOUT = 240_000;
const ports = Object.keys(PORTS);
const nameFor = (port: string): string => `trial-${port}`;

let workspace: string;

/** A copy of the repository with one new adapter for every port. */
beforeAll(() => {
  workspace = mkdtempSync(join(tmpdir(), 'adapters-'));
  for (const file of repositoryFiles().filter((name) => !/\.(png|jpg)$/.test(name))) {
    mkdirSync(dirname(join(workspace, file)), { recursive: true });
    cpSync(join(ROOT, file), join(workspace, file));
  }
  symlinkSync(join(ROOT, 'node_modules'), join(workspace, 'node_modules'));
  for (const port of ports) nx('g', './tools:adapter', nameFor(port), '--port', port);
}, SETUP_TIMEOUT);
afterAll(() => rmSync(workspace, { recursive: true, force: true }));

function nx(...args: readonly string[]): string {
  return execFileSync(join(ROOT, 'node_modules/.bin/nx'), args, {
    cwd: workspace,
    encoding: 'utf8',
    env: {
      ...process.env,
      NX_DAEMON: 'false',
      FORCE_COLOR: '0',
      NX_WORKSPACE_ROOT_PATH: workspace,
    },
    stdio: 'pipe',
  });
}

it(
  'writes adapters that pass lint and typecheck',
  () => {
    const projects = ports.map(nameFor).join(',');
    const printed = nx('run-many', '-t', 'lint', 'typecheck', '-p', projects, '--skip-nx-cache');
    expect(printed).toMatch(/Successfully ran targets lint, typecheck for 6 projects/);
  },
  SETUP_TIMEOUT,
);

it.each(ports)(
  'writes a contract call for a %s that runs and fails because nothing is written yet',
  (port) => {
    const root = join(workspace, 'libs/adapters/local', nameFor(port));
    const args = ['--config', 'jest.preset.js', '--rootDir', root, '--json'];
    const jest = join(ROOT, 'node_modules/.bin/jest');
    const { stdout } = spawnSync(jest, args, { cwd: workspace, encoding: 'utf8' });
    const ran = JSON.parse(stdout) as {
      numTotalTests: number;
      numRuntimeErrorTestSuites: number;
      testResults: { assertionResults: { failureMessages: string[] }[] }[];
    };
    expect(ran.numRuntimeErrorTestSuites).toBe(0);
    expect(ran.numTotalTests).toBeGreaterThan(1);
    const failures = ran.testResults.flatMap(({ assertionResults }) => assertionResults);
    const said = failures.flatMap(({ failureMessages }) => failureMessages).join('\n');
    expect(said).toMatch(/is not written yet|Write this function of the contract's subject/);
  },
  SETUP_TIMEOUT,
);

it('adds a row for each adapter to the table of adapters', () => {
  const table = readFileSync(join(workspace, 'libs/adapters/README.md'), 'utf8');
  for (const port of ports) expect(table).toContain(`[${nameFor(port)}](local/${nameFor(port)}`);
});

it('refuses to overwrite an adapter', () => {
  expect(() => nx('g', './tools:adapter', 'sqlite-result-store', '--port', 'result-store')).toThrow(
    /exists already/,
  );
});
