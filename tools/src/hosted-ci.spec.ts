import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { cloneRepository, commitAll, git } from './testing/clone-repository.ts';
import { ownEnvironment } from './testing/own-environment.ts';
import { addLibrary, openPullRequest, writeGreeting } from './testing/pull-request.ts';
import { readGraph, ROOT } from './workspace.ts';

interface Step {
  readonly uses?: string;
  readonly run?: string;
  readonly with?: Readonly<Record<string, string | number>>;
}

interface Workflow {
  readonly on: object;
  readonly permissions: object;
  readonly env: Readonly<Record<string, string>>;
  readonly jobs: Readonly<Record<'affected' | 'newcomer', { readonly steps: readonly Step[] }>>;
}

const workflow = parse(readFileSync(join(ROOT, '.github/workflows/ci.yml'), 'utf8')) as Workflow;
const { affected, newcomer } = workflow.jobs;
const [install = '', format = '', check = ''] = commandsOf(affected.steps);
const [scanSamples = '', testAll = ''] = commandsOf(newcomer.steps);

/** Without the steps that set up the runner. */
function commandsOf(steps: readonly Step[]): string[] {
  return steps.flatMap(({ run }) => (run === undefined || run.includes('sudo') ? [] : [run]));
}

const TIMEOUT = 120_000;
let clone: string;

beforeAll(() => {
  clone = cloneRepository();
  addLibrary(clone);
  run('npm install --package-lock-only --ignore-scripts');
  openPullRequest(clone);
}, TIMEOUT);
afterAll(() => rmSync(clone, { recursive: true, force: true }));

/**
 * As on a runner: bash, the workflow's environment, and only system commands. npm only compares package.json with the lock
 * file, because the packages are installed and a spec must not need a network.
 */
function run(command: string, npm: Record<string, string> = {}): SpawnSyncReturns<string> {
  return spawnSync('bash', ['-e', '-c', command], {
    cwd: clone,
    encoding: 'utf8',
    env: {
      ...ownEnvironment(),
      ...workflow.env,
      ...npm,
      npm_config_offline: 'true',
      CI: 'true',
    },
  });
}

const withoutInstalling = { npm_config_dry_run: 'true' };

describe('a pull request', () => {
  it('installs what the lock file says', () => {
    expect(install).toBe('npm ci');
    expect(run(install, withoutInstalling)).toMatchObject({ status: 0 });
  });

  it(
    'is refused when a file that it adds is badly formatted',
    () => {
      expect(run(format)).toMatchObject({ status: 0 });
      writeFileSync(join(clone, 'messy.json'), '{"spaces":      3}');
      commitAll(clone, 'A messy file');
      expect(run(format)).toMatchObject({ status: 1 });
      git(clone, 'reset', '--quiet', '--hard', 'HEAD~1');
    },
    TIMEOUT,
  );

  it(
    'checks what its branch changes, and nothing that changed on main meanwhile',
    () => {
      const { status, stdout } = run(check);
      expect(stdout).toMatch(/Successfully ran targets .*for project greeting/);
      expect(status).toBe(0);
    },
    TIMEOUT,
  );

  it('asks for targets that exist', () => {
    const targets = / -t ([a-z ]+) --/.exec(check)?.[1]?.split(' ');
    expect(targets).toEqual(['lint', 'typecheck', 'test', 'build']);
    const known = Object.values(readGraph().nodes).flatMap(({ data }) => Object.keys(data.targets));
    expect(known).toEqual(expect.arrayContaining(targets ?? []));
  });

  it(
    'is not checked again when another runner restores the cache',
    () => {
      run(check);
      const cached = affected.steps.find(({ uses }) => uses?.startsWith('actions/cache@'))?.with;
      const saved = mkdtempSync(join(tmpdir(), 'saved-'));
      for (const path of String(cached?.path).trim().split('\n'))
        renameSync(join(clone, path), join(saved, path.replace('/', '-')));
      rmSync(join(clone, '.nx'), { recursive: true });
      for (const path of String(cached?.path).trim().split('\n'))
        cpSync(join(saved, path.replace('/', '-')), join(clone, path), { recursive: true });
      rmSync(saved, { recursive: true });
      expect(run(check).stdout).toContain('3/3 hit');
    },
    TIMEOUT,
  );

  it(
    'is refused when a test fails',
    () => {
      writeGreeting(clone, 'Bad evening');
      commitAll(clone, 'A mistake');
      const { status, stdout } = run(check);
      expect(stdout).toContain('greeting:test');
      expect(status).not.toBe(0);
    },
    TIMEOUT,
  );
});

describe('a newcomer', () => {
  it(
    'scans the sample images with the first command of the README',
    () => {
      expect(run(scanSamples, withoutInstalling).stdout).toContain('8 images: 5 matched');
    },
    TIMEOUT,
  );

  it('runs all tests with the second', () => {
    // This spec is one of them, so it cannot run them. `.ci/run` runs the same command.
    const [, ...blocks] = readFileSync(join(ROOT, 'README.md'), 'utf8').split('```sh\n');
    const commands = blocks.map((block) => block.split('\n```')[0]);
    expect([scanSamples, testAll]).toEqual(commands.slice(0, 2));
  });
});

it('may only read, and runs the newest release of each action’s major version', () => {
  expect(workflow.permissions).toEqual({ contents: 'read' });
  const actions = [...affected.steps, ...newcomer.steps].flatMap(({ uses = [] }) => uses);
  expect(actions.filter((action) => !/^actions\/[a-z/-]+@v\d+$/.test(action))).toEqual([]);
});
