import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cloneRepository } from './testing/clone-repository.ts';
import { ownEnvironment } from './testing/own-environment.ts';
import { ROOT } from './workspace.ts';

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
const commands = [
  ...blocksOf('sh').flatMap((block) => block.trim().split('\n').map(withoutComment)),
  ...[...readme.matchAll(/`(npx [^`]+)`/g)].map(([, command = '']) => command),
];

/** Commands that run here, in this order, and what they print. */
const RUN_HERE: Readonly<Record<string, RegExp>> = {
  'npm ci && npx glyphwatch scan apps/cli/samples --rules apps/cli/samples/watchlist.yaml --annotate tmp/annotated':
    /danger-sign: "DO NOT ENTER".*8 images: 5 matched, 2 without a match, 1 without text/s,
  'npx glyphwatch serve apps/cli/samples --rules apps/cli/samples/watchlist.yaml':
    /http:\/\/127\.0\.0\.1:\d+\/#token=/,
  'npx glyphwatch init': /watch-rules\.yaml/,
  'npx glyphwatch rules check watch-rules.yaml': /no mistakes/,
  "echo 'D0 N0T ENTER' | npx glyphwatch rules test watch-rules.yaml --text -":
    /“D0 N0T ENTER” on line 1.*accepted/,
  'npx glyphwatch scan ~/Pictures --rules watch-rules.yaml': /2 images: 1 matched/,
  'npx glyphwatch results list --status MATCHED': /gate-3\.jpg/,
  'npx glyphwatch watch ~/Pictures --rules watch-rules.yaml': /gate-7\.jpg/,
  'npx glyphwatch providers': /onnx .*sqlite .*smtp /s,
  'npx nx run infra:synth': /Successfully ran target synth/,
  'npx nx g ./tools:adapter paddle-text-detector --port text-detector --platform local':
    /CREATE .*paddle-text-detector\.spec\.ts/,
};

/** Commands that cannot run here, with the file that runs them and how it does. */
const RUN_ELSEWHERE: Readonly<Record<string, readonly [file: string, call: string]>> = {
  'npm ci && npm test': ['.ci/run', 'README.md'], // includes this spec
  'npx nx run infra:local': [
    'apps/local-stack/e2e/src/infra-local.spec.ts',
    'apps/local-stack/src/main.ts',
  ],
  'npx nx run infra:deploy': ['apps/infra/src/try-on-moto.ts', "nx('deploy'"],
  'npx glyphwatch aws doctor': [
    'apps/local-stack/e2e/src/operations.spec.ts',
    "glyphwatchAws('doctor'",
  ],
};

const TIMEOUT = 120_000;
let clone: string;
let home: string;

beforeAll(() => {
  clone = cloneRepository();
  home = mkdtempSync(join(tmpdir(), 'home-'));
  cpSync(join(ROOT, 'apps/cli/samples/yard'), join(home, 'Pictures'), { recursive: true });
}, TIMEOUT);
afterAll(() => {
  rmSync(clone, { recursive: true, force: true });
  rmSync(home, { recursive: true, force: true });
});

function blocksOf(language: string): string[] {
  const blocks = readme.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm);
  return [...blocks].flatMap(([, name, text = '']) => (name === language ? [text] : []));
}

function withoutComment(line: string): string {
  return line.replace(/\s+# .*$/, '');
}

/** `npm ci` only compares package.json with the lock file: a clone has its packages, and a spec needs no network. */
function environment(): NodeJS.ProcessEnv {
  const npm = { npm_config_dry_run: 'true', npm_config_offline: 'true' };
  return { ...ownEnvironment(), ...npm, NX_DAEMON: 'false', NO_COLOR: '1', HOME: home };
}

/** Stops a command that watches with Ctrl-C once it has printed what is expected. */
async function run(command: string, expected?: RegExp): Promise<string> {
  const child = spawn('bash', ['-c', command], { cwd: clone, env: environment(), detached: true });
  const ended = once(child, 'exit');
  let output = '';
  const read = (chunk: Buffer): void => {
    output += chunk.toString();
    if (isEndless(command) && expected?.test(output)) interrupt(child.pid);
  };
  child.stdout.on('data', read);
  child.stderr.on('data', read);
  const [code] = await ended;
  return `${output}exit code ${code}`;
}

function isEndless(command: string): boolean {
  return / (watch|serve) /.test(command);
}

function interrupt(pid: number | undefined): void {
  if (pid !== undefined) process.kill(-pid, 'SIGINT');
}

it('has no command that is neither run here nor elsewhere', () => {
  const known = [...Object.keys(RUN_HERE), ...Object.keys(RUN_ELSEWHERE)];
  expect([...new Set(commands)].sort()).toEqual(known.sort());
});

const here = Object.entries(RUN_HERE);
const isOfNx = ([command]: readonly [string, RegExp]): boolean => command.startsWith('npx nx ');

async function works(command: string, expected: RegExp): Promise<void> {
  const output = await run(command, expected);
  expect(output).toMatch(expected);
  expect(output).toMatch(isEndless(command) ? /exit code (130|null)$/ : /exit code 0$/);
}

it.each(here.filter((one) => !isOfNx(one)))('works: %s', works, TIMEOUT);

it('writes annotated pictures and stores results with its first command', () => {
  expect(globSync('tmp/annotated/**/*.png', { cwd: clone })).toHaveLength(5);
  expect(existsSync(join(clone, '.glyphwatch/results.db'))).toBe(true);
});

it.each([
  ['watch-rules.yaml', 'rules check'],
  ['glyphwatch.yaml', 'results list --store .glyphwatch/results.db --config'],
])(
  'shows a valid %s',
  async (name, check) => {
    const text = blocksOf('yaml').find((block) => block.startsWith(`# ${name}\n`)) ?? '';
    writeFileSync(join(clone, 'tmp', name), text);
    expect(text).not.toBe('');
    expect(await run(`npx glyphwatch ${check} tmp/${name}`)).toMatch(/exit code 0$/);
  },
  TIMEOUT,
);

// Last, because an adapter that was just generated needs npm install.
it.each(here.filter(isOfNx))('works: %s', works, TIMEOUT);

it.each(Object.entries(RUN_ELSEWHERE))('is run elsewhere: %s', (_, [file, call]) => {
  expect(readFileSync(join(ROOT, file), 'utf8')).toContain(call);
});

it('has the commands for a newcomer and for the tests as its first two blocks', () => {
  expect(blocksOf('sh')[0]?.trim()).toBe(Object.keys(RUN_HERE)[0]);
  expect(blocksOf('sh')[1]?.trim()).toBe('npm ci && npm test');
});

it('fits two screens and points only at files that exist', () => {
  expect(readme.split('\n').length).toBeLessThanOrEqual(125);
  const links = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, link = '']) => link);
  expect(links.length).toBeGreaterThan(5);
  expect(links.filter((link) => !existsSync(join(ROOT, link)))).toEqual([]);
});
