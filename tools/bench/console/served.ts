import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const COMMAND = join(import.meta.dirname, '../../../apps/cli/bin/glyphwatch.js');
const WATCH = new URL('loop-watch.ts', import.meta.url).href;
/** Of /proc/PID/stat. */
const TICKS_PER_SECOND = 100;

export interface Turn {
  readonly wall: number;
  readonly cpu: number;
}

/** `glyphwatch serve` in a process of its own, watched from inside. */
export class Served implements AsyncDisposable {
  /** With the token that lets in once. */
  readonly url: string;
  readonly #token: string;
  readonly #child: ChildProcess;

  private constructor(url: string, token: string, child: ChildProcess) {
    [this.url, this.#token, this.#child] = [url, token, child];
  }

  static async start(cwd: string, args: readonly string[]): Promise<Served> {
    const child = spawn(
      process.execPath,
      ['--import', WATCH, COMMAND, 'serve', ...args, '--port', '0', '--print-token'],
      {
        cwd,
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        // As the command would restart itself, which a watched process cannot.
        env: { ...process.env, MALLOC_ARENA_MAX: '1' },
      },
    );
    let said = '';
    child.stderr?.on('data', (text: Buffer) => (said += text.toString()));
    if (!child.stdout) throw new Error('Its output is not read.');
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      if (lines.push(line) < 2) continue;
      child.stdout.resume();
      return new Served(lines[0] ?? '', lines[1] ?? '', child);
    }
    throw new Error(`serve ended: ${said}`);
  }

  async ask<T>(
    path: string,
    { method = 'GET', body }: { method?: string; body?: unknown } = {},
  ): Promise<T> {
    const answer = await fetch(new URL(path, this.url.replace(/#.*/, '')), {
      method,
      headers: {
        ...{ authorization: `Bearer ${this.#token}`, 'x-glyphwatch': '1' },
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
    return (await answer.json()) as T;
  }

  /** Watches from now on. */
  watch(): void {
    this.#child.send('start');
  }

  /** The longest turn of the event loop since `watch`. */
  async longest(): Promise<Turn> {
    const [[turn]] = await Promise.all([once(this.#child, 'message'), this.#child.send('stop')]);
    return turn as Turn;
  }

  /** Seconds. */
  cpu(): number {
    const stat = readFileSync(`/proc/${this.#child.pid}/stat`, 'utf8');
    const fields = stat.split(') ')[1]?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND;
  }

  memoryMb(field: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${this.#child.pid}/status`, 'utf8');
    return Number(new RegExp(`^${field}:\\s+(\\d+)`, 'm').exec(status)?.[1]) / 1024;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const ended = once(this.#child, 'exit');
    this.#child.kill('SIGINT');
    await ended;
  }
}
