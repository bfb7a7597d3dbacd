import { PassThrough, Readable } from 'node:stream';
import type { Io } from '../terminal/io.ts';

export interface FakeIo extends Io {
  out(): string;
  err(): string;
}

export function fakeIo({ cwd = '/', input = '', env = {} } = {}): FakeIo {
  const record = () => {
    const stream = new PassThrough();
    const chunks: string[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk.toString('utf8')));
    return { stream, text: () => chunks.join('') };
  };
  const stdout = record();
  const stderr = record();
  return {
    cwd,
    env,
    debug: false,
    stdin: Readable.from([Buffer.from(input)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    out: stdout.text,
    err: stderr.text,
  };
}
