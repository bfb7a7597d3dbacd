import { createWriteStream } from 'node:fs';
import { resolve } from 'node:path';
import { finished } from 'node:stream/promises';
import type { Result } from '@glyphwatch/domain';
import type { Disclosure } from '../../../terminal/describe-image.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, type Output, write } from '../../../terminal/io.ts';
import { writeWhole } from '../../../terminal/write-whole.ts';
import type { ExportFormat } from '../options.ts';
import type { Naming, Writer } from './writer.ts';

interface ExportTo extends Partial<Disclosure> {
  readonly format: ExportFormat;
  readonly output?: string;
}

/** Writes as it reads, so that any number of results needs little memory. */
export async function exportResults(
  results: AsyncIterable<Result>,
  naming: Naming,
  { format, output, reveal = false }: ExportTo,
  { stdout, cwd }: Io,
): Promise<number> {
  const writer = await writerFor(format, naming, { reveal });
  if (output === undefined) await writeAll(results, writer, stdout);
  else await toFile(resolve(cwd, output), (file) => writeAll(results, writer, file));
  return EXIT.done;
}

async function writerFor(
  format: ExportFormat,
  naming: Naming,
  disclosure: Disclosure,
): Promise<Writer> {
  switch (format) {
    case 'csv':
      return (await import('./csv.ts')).csvWriter(naming, disclosure);
    case 'jsonl':
      return (await import('./jsonl.ts')).jsonlWriter(naming, disclosure);
    case 'sarif':
      return (await import('./sarif.ts')).sarifWriter(naming, disclosure);
    case 'baseline':
      return (await import('./baseline.ts')).baselineWriter(naming);
  }
}

async function writeAll(
  results: AsyncIterable<Result>,
  { begin, result, end }: Writer,
  output: Output,
): Promise<void> {
  const put = async (text: string): Promise<void> => {
    if (text !== '') await write(output, text);
  };
  await put(begin());
  for await (const one of results) await put(result(one));
  await put(end());
}

async function toFile(path: string, work: (file: Output) => Promise<void>): Promise<void> {
  try {
    await writeWhole(path, (unfinished) => toStream(unfinished, work));
  } catch (error) {
    throw unwritable(path, error);
  }
}

async function toStream(path: string, work: (file: Output) => Promise<void>): Promise<void> {
  const file = createWriteStream(path);
  try {
    await work(file);
    await finished(file.end());
  } finally {
    file.destroy();
  }
}

function unwritable(path: string, error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code !== 'ENOENT' && code !== 'EACCES' && code !== 'ENOTDIR' && code !== 'EISDIR')
    return error;
  return invalid(`${path} cannot be written (${code}). Name another file with --output.`, error);
}
