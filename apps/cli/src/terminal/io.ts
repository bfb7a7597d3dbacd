import { once } from 'node:events';
import type { Readable, Writable } from 'node:stream';

export interface Output extends Writable {
  readonly isTTY?: boolean;
  readonly columns?: number;
}

/** Everything that a command may touch of the process around it. */
export interface Io {
  readonly stdin: Readable;
  /** What was asked for, and nothing else. */
  readonly stdout: Output;
  /** Everything that is said beside it. */
  readonly stderr: Output;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
}

/** Waits while the reader is slow, so that memory stays flat; rejects when nobody reads any more (EPIPE). */
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
