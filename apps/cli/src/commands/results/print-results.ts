import { type Page, type Result } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import { EXIT } from '../../terminal/exit-codes.ts';
import type { Format } from '../../terminal/format.ts';
import { type Io, write } from '../../terminal/io.ts';
import { showName } from '../../terminal/show.ts';
import { describeResult } from './describe-result.ts';
import { resultRows, resultTable } from './result-table.ts';
import { invalid } from '../../terminal/invalid.ts';

interface PrintOptions {
  readonly format: Format;
  readonly reveal?: boolean;
  /** The words that were searched for. */
  readonly searched?: readonly string[];
}

type NameOf = (result: Result) => string;

export async function printPage(
  page: Page<Result>,
  nameOf: NameOf,
  { format, reveal = false, searched }: PrintOptions,
  { stdout }: Io,
): Promise<number> {
  const { items, ...more } = page;
  const described = () => items.map((result) => describeResult(nameOf(result), result, { reveal }));
  const texts: Readonly<Record<Format, () => string>> = {
    table: () =>
      resultTable(page, nameOf, { reveal, ...(searched === undefined ? {} : { searched }) }),
    json: () => `${printableJson({ results: described(), ...more })}\n`,
    jsonl: () =>
      described()
        .map((one) => `${printableJson(one)}\n`)
        .join(''),
  };
  await write(stdout, texts[format]());
  return EXIT.done;
}

/** `list` is the command that shows which results there are. */
export async function printResult(
  image: string,
  result: Result | undefined,
  { nameOf, list }: { readonly nameOf: NameOf; readonly list: string },
  { format, reveal = false }: PrintOptions,
  { stdout }: Io,
): Promise<number> {
  if (!result) {
    const message = `No result stored for ${showName(image)}. List them with: ${list}`;
    throw invalid(message);
  }
  const name = nameOf(result);
  const text =
    format === 'table'
      ? resultRows(name, result, { reveal, stdout })
      : `${printableJson(describeResult(name, result, { reveal }))}\n`;
  await write(stdout, text);
  return EXIT.done;
}
