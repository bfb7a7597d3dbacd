import type { OpenedStore } from '@glyphwatch/provider';
import { buildContainer, PURGE_PARTS } from '../../../container.ts';
import { readConfig } from '../../../settings/read-config.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import type { Io } from '../../../terminal/io.ts';
import { showName } from '../../../terminal/show.ts';
import { withPart } from '../../../with-part.ts';
import { eachResult } from '../each-result.ts';
import { namedBy } from '../filters-here.ts';
import { imageIdNamed } from '../image-id-named.ts';
import type { ForgetOptions } from '../options.ts';
import { forgetAll, type ForgettingPlace } from './forget-all.ts';

export async function runResultsForget(
  images: readonly string[],
  options: ForgetOptions,
  io: Io,
): Promise<number> {
  const config = readConfig(options, io, [], 'looking');
  return withPart(
    PURGE_PARTS,
    buildContainer(config, io, 'change'),
    async ({ store, thumbnails }) => {
      const { doomed, unknown } = await resultsOf(images, store, io);
      const code = await forgetAll(doomed, { ...store, thumbnails }, options, HERE, io);
      for (const name of unknown) io.stderr.write(`glyphwatch: ${unknownText([name])}\n`);
      return code === EXIT.done && unknown.length > 0 ? EXIT.failed : code;
    },
  );
}

const HERE: ForgettingPlace = {
  command: 'glyphwatch',
  stays: 'Images and pictures stay. A later scan takes the images for new ones and notifies again.',
  sendFirst: 'scan again to send them',
  beyond: 'messages already sent, logs, backups, and pictures made by --annotate or --report',
};

interface Named {
  readonly doomed: ReadonlySet<string>;
  /** What names no result. */
  readonly unknown: readonly string[];
}

/** What is stored under that very name is meant, whatever the name looks like; else it names a folder or is a pattern. */
async function resultsOf(
  images: readonly string[],
  { results }: OpenedStore,
  { cwd }: Io,
): Promise<Named> {
  const doomed = new Set<string>();
  const unknown: string[] = [];
  for (const image of images) {
    const imageId = imageIdNamed(image, cwd);
    const found = (await results.find(imageId))
      ? [imageId]
      : await idsOf(results, await namedBy([image], cwd));
    for (const id of found) doomed.add(id);
    if (found.length === 0) unknown.push(image);
  }
  if (doomed.size === 0) throw invalid(unknownText(images));
  return { doomed, unknown };
}

async function idsOf(
  results: OpenedStore['results'],
  where: Awaited<ReturnType<typeof namedBy>>,
): Promise<string[]> {
  const ids: string[] = [];
  for await (const { imageId } of eachResult(results, { where })) ids.push(imageId);
  return ids;
}

function unknownText(images: readonly string[]): string {
  const names = images.map(showName).join(', ');
  return `No result is stored for ${names}. List them with: glyphwatch results list`;
}
