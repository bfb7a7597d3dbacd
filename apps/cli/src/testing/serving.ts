import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { glyphwatch, type Run, type RunOptions } from './run-command.ts';

const PATIENCE_MS = 60_000;

/** `glyphwatch serve` in a process of its own, as a script uses it. */
export class Serving {
  readonly ended: Promise<Run>;
  readonly child: ChildProcess;
  /** With the one-time token. */
  readonly url: string;
  readonly address: string;
  readonly #token: string;

  private constructor(ended: Promise<Run>, child: ChildProcess, url: string, token: string) {
    [this.ended, this.child, this.url, this.#token] = [ended, child, url, token];
    this.address = url.replace(/#.*/, '');
  }

  static async start(
    args: readonly string[],
    options: RunOptions,
    port: readonly string[] = ['--port', '0'],
    command: readonly string[] = ['serve'],
  ): Promise<Serving> {
    let child: ChildProcess | undefined;
    const ended = glyphwatch([...command, ...port, '--print-token', ...args], {
      ...options,
      onStart: (started) => (child = started),
    });
    if (!child?.stdout) throw new Error('not started');
    for (let said = ''; ;) {
      const [text] = await Promise.race([
        once(child.stdout, 'data'),
        ended.then(({ err }) => Promise.reject(new Error(err))),
      ]);
      said += text;
      const [, url, token] = /^(http:\S+)\n(\S+)\n/.exec(said) ?? [];
      if (url !== undefined && token !== undefined) return new Serving(ended, child, url, token);
    }
  }

  ask(path: string, init: RequestInit & { duplex?: 'half' } = {}): Promise<Response> {
    const headers = { authorization: `Bearer ${this.#token}`, 'x-glyphwatch': '1' };
    return fetch(this.address + path, { ...init, headers: { ...headers, ...init.headers } });
  }

  /** The JSON of an answer of any status. */
  async json(path: string, method = 'GET', body?: unknown) {
    const sent =
      body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } };
    return JSON.parse(await (await this.ask(path, { method, ...sent })).text());
  }

  /** Asks again and again until it holds. */
  async until<T>(read: () => Promise<T>, holds: (value: T) => boolean): Promise<T> {
    for (const giveUpAt = Date.now() + PATIENCE_MS; ;) {
      const value = await read();
      if (holds(value)) return value;
      if (Date.now() > giveUpAt) throw new Error(`it never held: ${JSON.stringify(value)}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** As Ctrl-C does. */
  async stop(): Promise<Run> {
    this.child.kill('SIGINT');
    return this.ended;
  }
}
