import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const WORKER = join(__dirname, 'watch-worker.ts');

/** See watch-worker.ts. */
export class WatchProcess {
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #lines: AsyncIterator<string>;

  constructor(
    folder: string,
    settleMs: number,
    { pollMs = 0, preload }: { pollMs?: number; preload?: string } = {},
  ) {
    const nodeOptions = preload === undefined ? [] : ['--import', join(__dirname, preload)];
    const settings = [folder, String(settleMs), String(pollMs)];
    this.#process = spawn(process.execPath, [...nodeOptions, WORKER, ...settings]);
    this.#process.stderr.pipe(process.stderr);
    this.#lines = createInterface(this.#process.stdout)[Symbol.asyncIterator]();
  }

  async said(): Promise<string> {
    const { value, done } = await this.#lines.next();
    return done ? 'nothing more' : value;
  }

  /** The process exits once no watcher and no timer is left. Returns the remaining lines and the exit code. */
  async end(): Promise<unknown[]> {
    const closed = once(this.#process, 'close');
    this.#process.stdin.end();
    const said: string[] = [];
    for (let line = await this.said(); line !== 'nothing more'; line = await this.said())
      said.push(line);
    const [code]: unknown[] = await closed;
    return [...said, code];
  }
}
