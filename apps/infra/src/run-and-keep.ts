import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A failure is at the end. */
const KEPT_CHARACTERS = 200_000;

export interface Ran {
  readonly status: number;
  /** The end of what it printed. */
  readonly output: string;
}

/** Runs a command that prints as usual, and keeps what it printed. Rejects if it cannot be started. */
export async function runAndKeep(command: string, args: readonly string[]): Promise<Ran> {
  const child = spawn(command, args, { stdio: ['inherit', 'pipe', 'pipe'] });
  let output = '';
  for (const [from, to] of [
    [child.stdout, process.stdout],
    [child.stderr, process.stderr],
  ] as const) {
    from.setEncoding('utf8').on('data', (text: string) => {
      to.write(text);
      output = (output + text).slice(-KEPT_CHARACTERS);
    });
  }
  const [status]: (number | null)[] = await once(child, 'close');
  return { status: status ?? 1, output };
}
