import { relative, resolve, sep } from 'node:path';
import { GlyphwatchError, type Page, type Result } from '@glyphwatch/domain';
import { printableJson } from '@glyphwatch/notification-text';
import type { ListOptions, ShowOptions } from './commands/results.ts';
import { EXIT } from './exit-codes.ts';
import { write, type Io } from './io.ts';
import { withStore } from './open-store.ts';
import { describeResult } from './output/describe-result.ts';
import { resultRows, resultTable } from './output/result-table.ts';
import { showName } from './output/show.ts';
import { toQuery } from './to-query.ts';

export async function runResultsList(
  text: string | undefined,
  options: ListOptions,
  io: Io,
): Promise<number> {
  return withStore(options, io, async (store) => {
    const page = await store.list(toQuery(text, options));
    await write(io.stdout, printPage(page, options, io));
    return EXIT.done;
  });
}

function printPage(page: Page<Result>, options: ListOptions, { cwd }: Io): string {
  const disclosure = { reveal: options.reveal ?? false };
  const nameOf = ({ imageId }: Result): string => shortName(imageId, cwd);
  const described = page.items.map((result) => describeResult(nameOf(result), result, disclosure));
  const { cursor } = page;
  switch (options.format) {
    case 'jsonl':
      return described.map((result) => `${printableJson(result)}\n`).join('');
    case 'json':
      return `${printableJson({ results: described, ...(cursor === undefined ? {} : { cursor }) })}\n`;
    case 'table':
      return resultTable(page, nameOf, disclosure);
  }
}

export async function runResultsShow(image: string, options: ShowOptions, io: Io): Promise<number> {
  return withStore(options, io, async (store) => {
    const result = await store.find(resolve(io.cwd, image));
    if (!result) {
      throw new GlyphwatchError(
        'settings-invalid',
        `Nothing is kept about ${showName(image)}. See what is: glyphwatch results list`,
      );
    }
    const name = shortName(result.imageId, io.cwd);
    const disclosure = { reveal: options.reveal ?? false };
    const shown =
      options.format === 'table'
        ? resultRows(name, result, { ...disclosure, stdout: io.stdout })
        : `${printableJson(describeResult(name, result, disclosure))}\n`;
    await write(io.stdout, shown);
    return EXIT.done;
  });
}

/** Relative to where the user is, if it lies below. */
function shortName(imageId: string, cwd: string): string {
  return imageId.startsWith(cwd + sep) ? relative(cwd, imageId) : imageId;
}
