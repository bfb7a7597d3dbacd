import { reportFailure } from './terminal/report-failure.ts';
import { buildProgram } from './program.ts';
import type { Io } from './terminal/io.ts';

/** Sets the exit code instead of exiting, so that pending output is still written. */
export async function main(args: readonly string[]): Promise<void> {
  const { stdin, stdout, stderr, env } = process;
  const io: Io = {
    ...{ stdin, stdout, stderr, env, cwd: process.cwd() },
    get debug() {
      return program.opts()['debug'] === true;
    },
  };
  // A write can fail long after it was made. `write` reports that; these listeners keep Node from crashing first.
  for (const stream of [stdout, stderr]) stream.on('error', () => {});
  let code: number = 0;
  const program = buildProgram(io, (exitCode) => (code = exitCode));
  try {
    await program.parseAsync([...args], { from: 'user' });
    await flush(stdout);
  } catch (error) {
    code = reportFailure(error, io);
  }
  process.exitCode = code;
}

/** Rejects if buffered output could not be written, e.g. to a full disk. */
async function flush(stream: NodeJS.WriteStream): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    stream.write('', (error) => (error ? reject(error) : resolve()));
  });
  if (stream.errored) throw stream.errored;
}
