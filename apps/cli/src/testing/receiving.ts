import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { glyphwatch, type Run, type RunOptions } from './run-command.ts';

/** `glyphwatch receive` in a process of its own. */
export class Receiving {
  readonly ended: Promise<Run>;
  readonly child: ChildProcess;
  readonly url: string;

  private constructor(ended: Promise<Run>, child: ChildProcess, url: string) {
    [this.ended, this.child, this.url] = [ended, child, url];
  }

  static async start(args: readonly string[], options: RunOptions): Promise<Receiving> {
    let child: ChildProcess | undefined;
    const ended = glyphwatch(['receive', ...args], {
      ...options,
      onStart: (started) => (child = started),
    });
    if (!child?.stderr) throw new Error('not started');
    for (let said = ''; ;) {
      const [text] = await Promise.race([
        once(child.stderr, 'data'),
        ended.then(({ err }) => Promise.reject(new Error(err))),
      ]);
      said += text;
      const [, url] = /receiving at (http:\/\/[^/]+)/.exec(said) ?? [];
      if (url !== undefined) return new Receiving(ended, child, url);
    }
  }

  async post(path: string, body: unknown, headers: Record<string, string> = {}): Promise<Posted> {
    const answer = await fetch(this.url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: answer.status, text: await answer.text() };
  }

  /** As Ctrl-C does. */
  async stop(): Promise<Run> {
    this.child.kill('SIGINT');
    return this.ended;
  }
}

export interface Posted {
  readonly status: number;
  readonly text: string;
}
