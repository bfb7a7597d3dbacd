import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

export const COMMAND = resolve(__dirname, '../../bin/glyphwatch.js');

export interface Run {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly cwd?: string;
  readonly input?: string;
  readonly env?: NodeJS.ProcessEnv;
  readonly nodeOptions?: readonly string[];
  /** Lets a test send signals while the command runs. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** In a process of its own, so that exit codes and signals are real. */
export function glyphwatch(args: readonly string[], options: RunOptions = {}): Promise<Run> {
  const { cwd, input = '', env, nodeOptions = [], onStart } = options;
  return new Promise((done, failed) => {
    const child = spawn(process.execPath, [...nodeOptions, COMMAND, ...args], {
      cwd: cwd ?? tmpdir(),
      env: { ...process.env, NODE_OPTIONS: '', ...env },
    });
    let out = '';
    let err = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text));
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text));
    child.on('error', failed);
    child.on('close', (code, signal) => done({ code, signal, out, err }));
    child.stdin.on('error', () => {}).end(input);
    onStart?.(child);
  });
}

export async function inTemporaryFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'glyphwatch-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
