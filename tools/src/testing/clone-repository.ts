import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { repositoryFiles, ROOT } from '../workspace.ts';

const WORKSPACE = '@glyphwatch';

/** A clone on branch `main`, with uncommitted work as another commit, and packages as after `npm ci`. */
export function cloneRepository(): string {
  const clone = mkdtempSync(join(tmpdir(), 'clone-'));
  git(clone, 'clone', '--quiet', ROOT, '.');
  git(clone, 'switch', '--quiet', '--force-create', 'main');
  git(clone, 'rm', '--quiet', '-r', '.');
  for (const file of repositoryFiles().filter((name) => existsSync(join(ROOT, name)))) {
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(ROOT, file), join(clone, file));
  }
  commitAll(clone, 'Uncommitted work');
  linkPackages(clone);
  return clone;
}

export function commitAll(clone: string, message: string): void {
  git(clone, 'add', '--all');
  git(clone, 'commit', '--quiet', '--allow-empty', '--message', message);
}

export function git(clone: string, ...args: readonly string[]): string {
  const identity = ['-c', 'user.name=A Tester', '-c', 'user.email=tester@example.com'];
  return execFileSync('git', [...identity, '-c', 'commit.gpgSign=false', ...args], {
    cwd: clone,
    encoding: 'utf8',
    stdio: 'pipe',
  });
}

/** Links third-party packages to the original; packages of the workspace and commands resolve within the clone. */
function linkPackages(clone: string): void {
  const from = join(ROOT, 'node_modules');
  const to = join(clone, 'node_modules');
  mkdirSync(to);
  for (const name of readdirSync(from).filter((entry) => !entry.startsWith('.')))
    if (name !== WORKSPACE) symlinkSync(join(from, name), join(to, name));
  for (const folder of [WORKSPACE, '.bin']) {
    mkdirSync(join(to, folder));
    for (const name of readdirSync(join(from, folder)))
      symlinkSync(readlinkSync(join(from, folder, name)), join(to, folder, name));
  }
}
