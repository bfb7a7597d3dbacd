import { createInterface } from 'node:readline/promises';
import type { Io } from './io.ts';

/** Whether a person can be asked. */
export function hasTerminal({ stdin, stderr }: Io): boolean {
  return 'isTTY' in stdin && stdin.isTTY === true && stderr.isTTY === true;
}

/** Asks on the terminal; Enter alone takes the default. Ctrl-D counts as no. */
export async function confirm(question: string, io: Io, byDefault = false): Promise<boolean> {
  const terminal = createInterface({ input: io.stdin, output: io.stderr });
  try {
    const closed = new Promise<string>((done) => terminal.once('close', () => done('no')));
    const asked = terminal.question(`${question} ${byDefault ? '[Y/n]' : '[y/N]'} `);
    const answer = (await Promise.race([asked, closed])).trim();
    return answer === '' ? byDefault : /^y(es)?$/i.test(answer);
  } finally {
    terminal.close();
  }
}
