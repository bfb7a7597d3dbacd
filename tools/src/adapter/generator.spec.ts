import { execFileSync, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cloneRepository, git } from '../testing/clone-repository.ts';
import { ownEnvironment } from '../testing/own-environment.ts';
import { readTemplate } from '../testing/read-template.ts';
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
  shell('npm install --package-lock-only --ignore-scripts --offline');
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

function shell(command: string): SpawnSyncReturns<string> {
  return spawnSync('sh', ['-c', command], {
    cwd: clone,
    encoding: 'utf8',
    env: ownEnvironment(),
    // What a test run says of every failure.
    maxBuffer: 50_000_000,
  });
}

it(
  'writes adapters that pass lint',
  () => {
    const folders = adapters.map(({ root }) => root).join(' ');
    expect(
      shell(
        `npx oxlint --type-aware --format=unix ${folders} && npx eslint --max-warnings=0 ${folders}`,
      ),
    ).toMatchObject({
      stdout: '',
      status: 0,
    });
  },
  TIMEOUT,
);

it(
  'writes adapters, and lists of providers, that compile',
  () => {
    const projects = `${names},cli,pipeline`;
    const said = nx('run-many', '-t', 'typecheck', '-p', projects, '--skip-nx-cache');
    expect(said).toMatch(/Successfully ran target typecheck for 8 projects/);
  },
  TIMEOUT,
);

describe('the contract call that is written', () => {
  interface Suite {
    readonly name: string;
    readonly assertionResults: readonly { readonly failureMessages: readonly string[] }[];
  }
  let suites: readonly Suite[];

  beforeAll(() => {
    const files = "--rootDir libs/adapters --testMatch '**/trial-*/src/*.spec.ts'";
    const { stdout } = shell(`npx jest --config jest.preset.js ${files} --json`);
    const ran = JSON.parse(stdout) as { numRuntimeErrorTestSuites: number; testResults: Suite[] };
    expect(ran.numRuntimeErrorTestSuites).toBe(0);
    suites = ran.testResults;
  }, TIMEOUT);

  it.each(adapters)('for a $port runs and fails because nothing is implemented yet', ({ root }) => {
    const tests = suites.find(({ name }) => name.includes(`/${root}/`))?.assertionResults ?? [];
    expect(tests.length).toBeGreaterThan(1);
    const said = tests.flatMap(({ failureMessages }) => failureMessages).join('\n');
    expect(said).toMatch(
      /is not implemented yet|Implement this function of the contract's subject/,
    );
  });
});

it('adds one row to the table of adapters for each that can be chosen, and leaves the others as they were', () => {
  const [added, removed] = changesOf('libs/adapters/README.md');
  expect(removed).toEqual([]);
  expect(added).toHaveLength(adapters.filter(({ port }) => PORTS[port]?.provider).length);
  expect(added[0]).toContain('[trial](any/trial-text-detector/README.md)');
});

it('adds one import and one element to each list that offers it', () => {
  const imported = "import { trial } from '@glyphwatch/trial-text-detector/provider';";
  const [inFunction] = changesOf('apps/pipeline/src/providers.ts');
  expect(inFunction).toEqual([imported, expect.stringMatching(/DETECTORS\b.* trial\];$/)]);
  const [added] = changesOf('apps/cli/src/providers.ts');
  expect(added).toContain(imported);
  // A longer list has a line for each.
  expect(added).toContain('  trial,');
  expect(added).toContainEqual(expect.stringMatching(/STORES\b.* trialResultStore\];$/));
});

it('names the settings line and where rights go', () => {
  expect(printed.get('text-detector')).toContain(
    '`detector: trial` in glyphwatch.yaml or apps/infra/settings.yaml',
  );
  expect(printed.get('text-detector')).toContain(
    'AWS rights it needs to libs/adapters/any/trial-text-detector/src/provider.ts',
  );
  expect(printed.get('detection-memory')).toContain('open it in the container.ts of an app');
});

describe('a new detector', () => {
  it(
    'is chosen by one settings line on the laptop',
    () => {
      writeFileSync(join(clone, 'glyphwatch.yaml'), 'detector: trial\n');
      const { stderr, stdout } = shell('npx glyphwatch scan apps/cli/samples/yard');
      rmSync(join(clone, 'glyphwatch.yaml'));
      expect(stdout + stderr).toContain('TrialTextDetector.detectText is not implemented yet.');
    },
    TIMEOUT,
  );

  it(
    'is chosen by one settings line for the deployed function, which gets its rights',
    () => {
      grantRight('trial:Read');
      const settings = join(clone, 'apps/infra/settings.yaml');
      const before = readFileSync(settings, 'utf8');
      writeFileSync(settings, before.replace(/^detector: .*$/m, 'detector: trial'));
      nx('run', 'infra:synth');
      writeFileSync(settings, before);
      const { detectors, actions } = readTemplate(clone);
      expect(detectors).toEqual(['{"name":"trial"}', '{"name":"trial"}']);
      expect(actions).toContain('trial:Read');
      expect(actions).not.toContain('rekognition:DetectText');
    },
    TIMEOUT,
  );

  it('changes nothing but its folder, the lists, its row, the schema of the settings and the lock file', () => {
    nx('run', 'infra:schema');
    const changed = git(clone, 'status', '--porcelain').split('\n').filter(Boolean);
    expect(changed.toSorted()).toEqual(
      [
        ...adapters.map(({ root }) => `?? ${root}/`),
        ' M apps/cli/src/providers.ts',
        ' M apps/infra/settings.schema.json',
        ' M apps/pipeline/src/providers.ts',
        ' M libs/adapters/README.md',
        ' M package-lock.json',
      ].toSorted(),
    );
  });
});

it('refuses to overwrite an adapter, and a name that does not end with the port', () => {
  const port = ['--port', 'result-store'];
  expect(() => nx('g', './tools:adapter', 'sqlite-result-store', ...port)).toThrow(
    /already exists/,
  );
  for (const name of ['trial', 'trial-notifier'])
    expect(() => nx('g', './tools:adapter', name, ...port)).toThrow(
      new RegExp(`must end in -result-store: for example, ${name}-result-store`),
    );
});

function grantRight(action: string): void {
  const file = join(clone, 'libs/adapters/any/trial-text-detector/src/provider.ts');
  const right = `{ sid: 'Trial', actions: ['${action}'], resources: ['*'], why: 'It is a trial.' }`;
  const source = readFileSync(file, 'utf8');
  writeFileSync(file, source.replace('rights: []', `rights: [${right}]`));
}

/** The lines added to a file, and those removed. */
function changesOf(file: string): [added: string[], removed: string[]] {
  const lines = git(clone, 'diff', '--unified=0', '--', file).split('\n');
  const of = (mark: RegExp) => lines.filter((line) => mark.test(line)).map((line) => line.slice(1));
  return [of(/^\+(?!\+\+ )/), of(/^-(?!-- )/)];
}
