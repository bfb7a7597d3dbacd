import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** The only parts of the process that commands use, so that tests can replace them. */
export interface Io {
  readonly stdin: Readable;
  /** Results only, so that they can be piped. */
  readonly stdout: Output;
  /** Everything else: progress, warnings and errors. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  /** `--debug`: failures show what led to them. */
  readonly debug: boolean;
}

/** Waits for a slow reader, so that memory stays flat; rejects once the reader has closed the pipe (EPIPE). */
export async function write(output: Output, text: string): Promise<void> {
  if (output.errored) throw output.errored;
  if (output.write(text)) return;
  await once(output, 'drain');
}

export async function readAll(input: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of input) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks).toString('utf8');
}
