import { execFileSync, spawnSync } from 'node:child_process';
import { rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { cloneRepository, git } from '../testing/clone-repository.ts';
import { ownEnvironment } from '../testing/own-environment.ts';
import { PORTS } from './ports.ts';

const TIMEOUT = 240_000;

const platforms: Readonly<Record<string, string>> = { 'text-detector': 'any', notifier: 'aws' };
const adapters = Object.keys(PORTS).map((port) => {
  const name = `trial-${port}`;
  const platform = platforms[port] ?? 'local';
  return { port, name, platform, root: `libs/adapters/${platform}/${name}` };
});
const names = adapters.map(({ name }) => name).join(',');

let clone: string;
const printed = new Map<string, string>();

/** A clone of the repository with one new adapter for every port. */
beforeAll(() => {
  clone = cloneRepository();
  for (const { port, name, platform, root } of adapters) {
    const said = nx('g', './tools:adapter', name, '--port', port, '--platform', platform);
    printed.set(port, said);
    symlinkSync(join(clone, root), join(clone, 'node_modules/@glyphwatch', name));
  }
  execFileSync('npm', ['install', '--package-lock-only', '--ignore-scripts', '--offline'], {
    cwd: clone,
    env: ownEnvironment(),
    stdio: 'pipe',
  });
}, TIMEOUT);
afterAll(() => rmSync(clone, { recursive: true, force: true }));

function nx(...args: readonly string[]): string {
  return execFileSync('npx', ['nx', ...args], {
    cwd: clone,
    encoding: 'utf8',
    env: { ...ownEnvironment(), NX_DAEMON: 'false', FORCE_COLOR: '0' },
    stdio: 'pipe',
  });
}

it(
  'writes adapters that pass lint and typecheck',
  () => {
    const said = nx('run-many', '-t', 'lint', 'typecheck', '-p', names, '--skip-nx-cache');
    expect(said).toMatch(/Successfully ran targets lint, typecheck for 6 projects/);
  },
  TIMEOUT,
);

it(
  'writes lists of providers that compile',
  () => {
    const said = nx('run-many', '-t', 'typecheck', '-p', 'cli,pipeline', '--skip-nx-cache');
    expect(said).toMatch(/Successfully ran target typecheck for 2 projects/);
  },
  TIMEOUT,
);

it.each(adapters)(
  'writes a contract call for a $port that runs and fails because nothing is written yet',
  ({ root }) => {
    const args = ['jest', '--config', 'jest.preset.js', '--rootDir', root, '--json'];
    const { stdout } = spawnSync('npx', args, {
      cwd: clone,
      encoding: 'utf8',
      env: ownEnvironment(),
    });
    const ran = JSON.parse(stdout) as {
      numTotalTests: number;
      numRuntimeErrorTestSuites: number;
      testResults: { assertionResults: { failureMessages: string[] }[] }[];
    };
    expect(ran.numRuntimeErrorTestSuites).toBe(0);
    expect(ran.numTotalTests).toBeGreaterThan(1);
    const failures = ran.testResults.flatMap(({ assertionResults }) => assertionResults);
    const said = failures.flatMap(({ failureMessages }) => failureMessages).join('\n');
    expect(said).toMatch(
      /is not implemented yet|Implement this function of the contract's subject/,
    );
  },
  TIMEOUT,
);

it('changes nothing but the new folder, the lists, a row of the table and the lock file', () => {
  const changed = git(clone, 'status', '--porcelain').split('\n').filter(Boolean);
  expect(changed.toSorted()).toEqual(
    [
      ...adapters.map(({ root }) => `?? ${root}/`),
      ' M apps/pipeline/src/providers.ts',
      ' M libs/adapters/README.md',
      ' M package-lock.json',
    ].toSorted(),
  );
});

it('adds one row to the table of adapters for each that can be chosen, and leaves the others as they were', () => {
  const [added, removed] = changesOf('libs/adapters/README.md');
  expect(removed).toEqual([]);
  expect(added).toHaveLength(adapters.filter(({ port }) => PORTS[port]?.provider).length);
  expect(added[0]).toContain('[trial](any/trial-text-detector/README.md)');
});

it('offers what the deployed function can use', () => {
  expect(changesOf('apps/pipeline/src/providers.ts')).toEqual([
    [
      "import { trial } from '@glyphwatch/trial-text-detector/provider';",
      'export const DETECTORS: readonly DetectorProvider[] = [rekognition, trial];',
    ],
    ['export const DETECTORS: readonly DetectorProvider[] = [rekognition];'],
  ]);
});

it('names the settings line and where rights go', () => {
  expect(printed.get('text-detector')).toContain('`detector: trial` in apps/infra/settings.yaml');
  expect(printed.get('text-detector')).toContain(
    'AWS rights it needs to libs/adapters/any/trial-text-detector/src/provider.ts',
  );
  expect(printed.get('detection-memory')).toContain('open it in the container.ts of an app');
});

it('refuses to overwrite an adapter, and a name that does not tell the port', () => {
  const port = ['--port', 'result-store'];
  expect(() => nx('g', './tools:adapter', 'sqlite-result-store', ...port)).toThrow(
    /already exists/,
  );
  expect(() => nx('g', './tools:adapter', 'trial-notifier', ...port)).toThrow(
    /must end in -result-store/,
  );
});

/** The lines that were added to a file, and those that were taken out. */
function changesOf(file: string): [added: string[], removed: string[]] {
  const lines = git(clone, 'diff', '--unified=0', '--', file).split('\n');
  const of = (mark: RegExp) => lines.filter((line) => mark.test(line)).map((line) => line.slice(1));
  return [of(/^\+(?!\+\+ )/), of(/^-(?!-- )/)];
}
