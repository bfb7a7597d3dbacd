import { relative, resolve, sep } from 'node:path';
import { GlyphwatchError, type Result } from '@glyphwatch/domain';
import type { Container } from 'inversify';
import type { ListOptions, ShowOptions } from './options.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { write, type Io } from '../../terminal/io.ts';
import { buildContainer, RESULT_STORE } from '../../container.ts';
import { withPart } from '../../with-part.ts';
import { readConfig } from '../../settings/read-config.ts';
import { printPage, printResult } from './print-results.ts';
import { showName } from '../../terminal/show.ts';
import { toQuery } from './to-query.ts';

export async function runResultsList(
  text: string | undefined,
  options: ListOptions,
  io: Io,
): Promise<number> {
  const { format, reveal = false } = options;
  return withPart(RESULT_STORE, containerForReading(options, io), async (store) => {
    const page = await store.list(toQuery(text, options));
    const nameOf = ({ imageId }: Result): string => shortName(imageId, io.cwd);
    await write(io.stdout, printPage(page, nameOf, { format, reveal }));
    return EXIT.done;
  });
}

export async function runResultsShow(image: string, options: ShowOptions, io: Io): Promise<number> {
  const { format, reveal = false } = options;
  return withPart(RESULT_STORE, containerForReading(options, io), async (store) => {
    const result = await store.find(resolve(io.cwd, image));
    if (!result) {
      throw new GlyphwatchError(
        'settings-invalid',
        `No result stored for ${showName(image)}. List them with: glyphwatch results list`,
      );
    }
    const { stdout } = io;
    const name = shortName(result.imageId, io.cwd);
    await write(stdout, printResult(name, result, { format, reveal, stdout }));
    return EXIT.done;
  });
}

/** A mistyped store path is an error here, not a new empty store. */
function containerForReading(options: ShowOptions, io: Io): Container {
  return buildContainer(readConfig(options, io), io, { mustExist: true });
}

/** A relative path is easier to read and to pass to the next command. */
function shortName(imageId: string, cwd: string): string {
  return imageId.startsWith(cwd + sep) ? relative(cwd, imageId) : imageId;
}
