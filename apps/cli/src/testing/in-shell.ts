import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { EXIT } from '../terminal/exit-codes.ts';
import { COMMAND } from './run-command.ts';

export interface ShellRun {
  readonly code: number | null;
  readonly said: string;
}

/** Runs lines of documents as a shell in `folder` would, with `glyphwatch` on its path. One that watches is stopped once it does. */
export class Shell {
  readonly #folder: string;

  constructor(folder: string) {
    this.#folder = folder;
    mkdirSync(join(folder, 'bin'));
    const shim = `#!/bin/sh\nexec "${process.execPath}" "${COMMAND}" "$@"\n`;
    writeFileSync(join(folder, 'bin/glyphwatch'), shim, { mode: 0o755 });
  }

  run(line: string): Promise<ShellRun> {
    return new Promise((done) => {
      const path = `${join(this.#folder, 'bin')}:${process.env['PATH'] ?? ''}`;
      const script = isWatch(line) ? `exec ${line}` : line;
      const env = { ...process.env, PATH: path };
      const child = spawn('sh', ['-c', script], { cwd: this.#folder, env });
      let said = '';
      child.stdout.on('data', (text: Buffer) => (said += text.toString()));
      child.stderr.on('data', (text: Buffer) => {
        said += text.toString();
        if (text.includes('Ctrl-C stops')) child.kill('SIGINT');
      });
      child.on('close', (code) => done({ code, said }));
    });
  }

  /** Fails with what the line said if it did not end well. */
  async expectToWork(line: string): Promise<void> {
    const expected = isWatch(line) ? EXIT.interrupted : EXIT.done;
    const { code, said } = await this.run(line);
    expect({ line, code, said: code === expected ? '' : said }).toEqual({
      line,
      code: expected,
      said: '',
    });
  }
}

function isWatch(line: string): boolean {
  return /^glyphwatch (aws )?(watch|serve|receive)\b/.test(line);
}
