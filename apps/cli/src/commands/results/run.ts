import { relative, resolve, sep } from 'node:path';
import { GlyphwatchError, type Result } from '@glyphwatch/domain';
import type { ListOptions, ShowOptions } from './options.ts';
import { EXIT } from '../../terminal/exit-codes.ts';
import { write, type Io } from '../../terminal/io.ts';
import { withStore } from '../open-store.ts';
import { printPage, printResult } from './print-results.ts';
import { showName } from '../../terminal/show.ts';
import { toQuery } from './to-query.ts';

export async function runResultsList(
  text: string | undefined,
  options: ListOptions,
  io: Io,
): Promise<number> {
  const { format, reveal = false } = options;
  return withStore(options, io, async (store) => {
    const page = await store.list(toQuery(text, options));
    const nameOf = ({ imageId }: Result): string => shortName(imageId, io.cwd);
    await write(io.stdout, printPage(page, nameOf, { format, reveal }));
    return EXIT.done;
  });
}

export async function runResultsShow(image: string, options: ShowOptions, io: Io): Promise<number> {
  const { format, reveal = false } = options;
  return withStore(options, io, async (store) => {
    const result = await store.find(resolve(io.cwd, image));
    if (!result) {
      throw new GlyphwatchError(
        'settings-invalid',
        `Nothing is kept about ${showName(image)}. See what is: glyphwatch results list`,
      );
    }
    const { stdout } = io;
    const name = shortName(result.imageId, io.cwd);
    await write(stdout, printResult(name, result, { format, reveal, stdout }));
    return EXIT.done;
  });
}

/** Relative to where the user is, if it lies below. */
function shortName(imageId: string, cwd: string): string {
  return imageId.startsWith(cwd + sep) ? relative(cwd, imageId) : imageId;
}
