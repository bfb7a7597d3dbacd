import { relative, sep } from 'node:path';
import type { ResultWithoutText } from '@glyphwatch/domain';
import { buildContainer, RESULT_STORE } from '../../container.ts';
import { readConfig } from '../../settings/read-config.ts';
import type { Io } from '../../terminal/io.ts';
import { withPart } from '../../with-part.ts';
import { filtersHere } from './filters-here.ts';
import { findNamed } from './find-named.ts';
import type { ListOptions, ShowOptions } from './options.ts';
import { objectName } from './image-id-named.ts';
import { printPage, printResult } from './print-results.ts';
import { toQuery } from './to-query.ts';

export async function runResultsList(
  words: readonly string[] | undefined,
  options: ListOptions,
  io: Io,
): Promise<number> {
  const config = readConfig(options, io, [], 'looking');
  const query = toQuery(words, options, await filtersHere(options, config, io.cwd));
  const printed = { ...options, ...(words === undefined ? {} : { searched: words }) };
  return withPart(RESULT_STORE, buildContainer(config, io, 'read'), async (store) =>
    printPage(await store.list(query), shortNames(io), printed, io),
  );
}

export async function runResultsShow(image: string, options: ShowOptions, io: Io): Promise<number> {
  const container = buildContainer(readConfig(options, io, [], 'looking'), io, 'read');
  return withPart(RESULT_STORE, container, async (store) => {
    const result = await findNamed(store, image, io.cwd);
    const naming = { nameOf: shortNames(io), list: 'glyphwatch results list' };
    return printResult(image, result, naming, options, io);
  });
}

/** A relative path is easier to read and to pass to the next command. */
export function shortNames({ cwd }: Pick<Io, 'cwd'>): (result: ResultWithoutText) => string {
  return (result) => {
    const { imageId } = result;
    const isBelow = imageId.startsWith(cwd + sep);
    return objectName(result) ?? (isBelow ? relative(cwd, imageId) : imageId);
  };
}
