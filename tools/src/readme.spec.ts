import { spawn, spawnSync, type SpawnSyncReturns } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './workspace.ts';

const blocks = [
  ...readFileSync(join(ROOT, 'README.md'), 'utf8').matchAll(/^```sh\n([\s\S]*?)^```$/gm),
].map(([, commands = '']) => commands.trim().split('\n'));
const SET_UP = 'npm ci && ';
const RUN_TIMEOUT = 120_000;

/** Stands for a fresh clone after `npm ci`; what commands write stays in here. */
let clone: string;
let home: string;

beforeAll(() => {
  clone = mkdtempSync(join(tmpdir(), 'clone-'));
  home = mkdtempSync(join(tmpdir(), 'home-'));
  cpSync(join(ROOT, 'apps/cli/samples'), join(clone, 'apps/cli/samples'), { recursive: true });
  cpSync(join(ROOT, 'package.json'), join(clone, 'package.json'));
  symlinkSync(join(ROOT, 'node_modules'), join(clone, 'node_modules'));
  cpSync(join(ROOT, 'apps/cli/samples/yard'), join(home, 'Pictures'), { recursive: true });
});
afterAll(() => {
  rmSync(clone, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

const environment = () => ({ ...process.env, HOME: home });

function run(command: string): SpawnSyncReturns<string> {
  return spawnSync('sh', ['-c', command], { cwd: clone, encoding: 'utf8', env: environment() });
}

it('begins with one line that sets up and runs the main job', () => {
  expect(blocks[0]).toHaveLength(1);
  expect(blocks[0]?.[0]?.startsWith(SET_UP)).toBe(true);
});

it(
  'shows matches, boxes and stored results with its first command',
  () => {
    const { stdout, status } = run(blocks[0]?.[0]?.slice(SET_UP.length) ?? '');
    expect(status).toBe(0);
    expect(stdout).toContain('danger-sign: "DO NOT ENTER"');
    expect(stdout).toContain('8 images: 5 matched, 2 without a match, 1 without text');
    expect(globSync('tmp/annotated/**/*.png', { cwd: clone })).toHaveLength(5);
    expect(existsSync(join(clone, '.glyphwatch/results.db'))).toBe(true);
  },
  RUN_TIMEOUT,
);

it('runs all tests with its second command, and so does the check of every change', () => {
  expect(blocks[1]).toEqual(['npm ci && npm test']);
  expect(readFileSync(join(ROOT, '.ci/run'), 'utf8')).toContain('README.md');
});

it(
  'has commands for own images that work one after the other',
  () => {
    const commands = blocks[2]?.filter((command) => !command.includes(' watch ')) ?? [];
    expect(commands).toHaveLength(3);
    for (const command of commands) expect([command, run(command).status]).toEqual([command, 0]);
  },
  RUN_TIMEOUT,
);

it(
  'watches a folder until somebody stops it',
  async () => {
    const command = blocks[2]?.find((line) => line.includes(' watch ')) ?? '';
    const watching = spawn('sh', ['-c', `exec ${command}`], {
      cwd: clone,
      env: environment(),
      detached: true,
    });
    const seen = new Promise<string>((resolve) => {
      let output = '';
      watching.stdout.on('data', (chunk: Buffer) => {
        output += chunk.toString();
        if (output.includes('gate-7.jpg') && output.includes('gate-3.jpg')) resolve(output);
      });
    });
    expect(await seen).toContain('NO_MATCH');
    const ended = new Promise((resolve) => watching.on('exit', resolve));
    process.kill(-(watching.pid ?? 0), 'SIGINT');
    await ended;
  },
  RUN_TIMEOUT,
);

it('points only at files that exist', () => {
  const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
});
