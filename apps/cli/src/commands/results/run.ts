import { relative, resolve, sep } from 'node:path';
import type { Result } from '@glyphwatch/domain';
import type { Container } from 'inversify';
import { buildContainer, RESULT_STORE } from '../../container.ts';
import { readConfig } from '../../settings/read-config.ts';
import type { Io } from '../../terminal/io.ts';
import { withPart } from '../../with-part.ts';
import type { ListOptions, ShowOptions } from './options.ts';
import { printPage, printResult } from './print-results.ts';
import { toQuery } from './to-query.ts';

export async function runResultsList(
  text: string | undefined,
  options: ListOptions,
  io: Io,
): Promise<number> {
  return withPart(RESULT_STORE, containerForReading(options, io), async (store) =>
    printPage(await store.list(toQuery(text, options)), shortNames(io), options, io),
  );
}

export async function runResultsShow(image: string, options: ShowOptions, io: Io): Promise<number> {
  return withPart(RESULT_STORE, containerForReading(options, io), async (store) => {
    const result = await store.find(resolve(io.cwd, image));
    const naming = { nameOf: shortNames(io), list: 'glyphwatch results list' };
    return printResult(image, result, naming, options, io);
  });
}

/** A mistyped store path is an error here, not a new empty store. */
function containerForReading(options: ShowOptions, io: Io): Container {
  return buildContainer(readConfig(options, io, [], 'looking'), io, 'read');
}

/** A relative path is easier to read and to pass to the next command. */
function shortNames({ cwd }: Io): (result: Result) => string {
  return ({ imageId }) => (imageId.startsWith(cwd + sep) ? relative(cwd, imageId) : imageId);
}
