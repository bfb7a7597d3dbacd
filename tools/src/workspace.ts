import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const ROOT = join(import.meta.dirname, '../..');

export interface ProjectGraph {
  readonly nodes: Readonly<
    Record<string, { readonly data: { root: string; tags: string[]; targets: object } }>
  >;
  readonly dependencies: Readonly<
    Record<
      string,
      readonly { readonly source: string; readonly target: string; readonly type: string }[]
    >
  >;
}

/** Runs Nx without its daemon and returns its output. */
export function nx(...args: readonly string[]): string {
  return execFileSync(join(ROOT, 'node_modules/.bin/nx'), args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false', FORCE_COLOR: '0' },
    stdio: ['ignore', 'pipe', 'pipe'],
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** The dependencies between projects, as Nx derives them from imports. */
export function readGraph(): ProjectGraph {
  const folder = mkdtempSync(join(tmpdir(), 'graph-'));
  try {
    const file = join(folder, 'graph.json');
    nx('graph', '--file', file);
    return (JSON.parse(readFileSync(file, 'utf8')) as { graph: ProjectGraph }).graph;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Files of the repository, including untracked ones that are not ignored. */
export function repositoryFiles(...patterns: readonly string[]): string[] {
  const listed = execFileSync(
    'git',
    ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns],
    { cwd: ROOT, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
  );
  return [...new Set(listed.split('\0').filter(Boolean))];
}
