import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const APPS = join(import.meta.dirname, '../../..');
const COMMAND = join(APPS, 'cli/bin/glyphwatch.js');
const SAMPLES = join(APPS, 'cli/samples');

export interface ServeSamplesOptions {
  /** More arguments of `glyphwatch serve`. */
  readonly args?: readonly string[];
  /** Adds to the folder before it is watched. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  /** Serves an earlier folder again. */
  readonly folder?: string;
  /** Of the images in the folder; the page is given once all of them are done. */
  readonly images?: number;
}

/** `glyphwatch serve`, as people start it, over a copy of the sample images. */
export class ServedSamples {
  /** With the token that lets in once. */
  readonly url: string;
  /** Without it; ends in a slash. */
  readonly base: string;
  readonly folder: string;
  readonly #token: string;
  readonly #process: ChildProcess;

  constructor(url: string, token: string, folder: string, started: ChildProcess) {
    this.url = url;
    this.base = url.replace(/#.*/, '');
    this.folder = folder;
    this.#token = token;
    this.#process = started;
  }

  /** What the API answers to scripts. */
  async get<T>(path: string): Promise<T> {
    const answer = await fetch(new URL(path, this.base), { headers: this.#headers() });
    return (await answer.json()) as T;
  }

  async post<T>(path: string, body: unknown): Promise<T> {
    const answer = await fetch(new URL(path, this.base), {
      method: 'POST',
      headers: { ...this.#headers(), 'content-type': 'application/json', 'x-glyphwatch': '1' },
      body: JSON.stringify(body),
    });
    return (await answer.json()) as T;
  }

  /** As a script; any path. */
  ask(path: string, { headers, ...sent }: RequestInit = {}): Promise<Response> {
    const all = { ...this.#headers(), ...(headers as Record<string, string>) };
    return fetch(new URL(path, this.base), { ...sent, headers: all });
  }

  /** Ends the process; the folder stays. */
  async end(): Promise<void> {
    const ended = new Promise((resolve) => this.#process.once('exit', resolve));
    if (this.#process.exitCode !== null || !this.#process.kill('SIGINT')) return;
    await ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.end();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #headers() {
    return { authorization: `Bearer ${this.#token}` };
  }
}

export async function serveSamples(options: ServeSamplesOptions = {}): Promise<ServedSamples> {
  const { args = [], images = 8 } = options;
  const folder = options.folder ?? (await copySamples(options.prepare));
  const started = spawn(
    process.execPath,
    [
      ...[COMMAND, 'serve', 'samples', '--rules', 'samples/watchlist.yaml', '--print-token'],
      ...(args.includes('--port') ? args : [...args, '--port', '0']),
    ],
    { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] },
  );
  const [url = '', token = ''] = await firstLines(started, 2);
  const served = new ServedSamples(url, token, folder, started);
  while ((await countDone(served)) < images) await new Promise((wait) => setTimeout(wait, 100));
  return served;
}

async function copySamples(prepare: ServeSamplesOptions['prepare']): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'console-'));
  cpSync(SAMPLES, join(folder, 'samples'), { recursive: true });
  await prepare?.(join(folder, 'samples'));
  return folder;
}

async function countDone(served: ServedSamples): Promise<number> {
  const { items } = await served.get<{ items: { status: string }[] }>('api/images?limit=200');
  return items.filter(({ status }) => status !== 'PROCESSING').length;
}

/** Rejects with what the process said if it ends first. */
function firstLines(started: ChildProcess, count: number): Promise<string[]> {
  const { stdout, stderr } = started;
  if (!stdout || !stderr) throw new Error('its output is not read');
  let said = '';
  stderr.on('data', (chunk: Buffer) => (said += chunk.toString()));
  return new Promise((resolve, reject) => {
    const lines: string[] = [];
    createInterface({ input: stdout }).on('line', (line) => {
      if (lines.push(line) === count) resolve(lines);
    });
    started.once('exit', (code) => reject(new Error(`serve ended with ${code}: ${said}`)));
  });
}
