import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const WORKER = join(__dirname, 'worker.ts');

/** A real process that works on the database; see worker.ts for what it can do. */
export class Worker {
  readonly lines: string[] = [];
  readonly #process: ChildProcessWithoutNullStreams;
  readonly #ended: Promise<unknown>;
  readonly #wanted: { readonly count: number; readonly resolve: () => void }[] = [];
  #complaints = '';

  constructor(...task: readonly string[]) {
    this.#process = spawn(process.execPath, [WORKER, ...task]);
    this.#ended = once(this.#process, 'close');
    this.#process.stderr.on('data', (some) => (this.#complaints += String(some)));
    createInterface(this.#process.stdout).on('line', (line) => {
      this.lines.push(line);
      for (const { count, resolve } of this.#wanted) if (this.lines.length >= count) resolve();
    });
  }

  /** Waits for this many lines; the first one says that the process is ready. */
  async said(count: number): Promise<void> {
    if (this.lines.length >= count) return;
    const said = new Promise<void>((resolve) => this.#wanted.push({ count, resolve }));
    await Promise.race([said, this.#ended]);
    if (this.lines.length < count) throw new Error(`the worker ended early: ${this.#complaints}`);
  }

  start(): void {
    this.#process.stdin.write('start\n');
  }

  async kill(): Promise<void> {
    this.#process.kill('SIGKILL');
    await this.#ended;
  }

  /** Its stderr, after it has exited. */
  async complaints(): Promise<string> {
    await this.#ended;
    return this.#complaints;
  }
}
