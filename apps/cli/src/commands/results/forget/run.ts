import type { OpenedStore } from '@glyphwatch/provider';
import { buildContainer, PURGE_PARTS } from '../../../container.ts';
import { readConfig } from '../../../settings/read-config.ts';
import { invalid } from '../../../terminal/invalid.ts';
import type { Io } from '../../../terminal/io.ts';
import { showName } from '../../../terminal/show.ts';
import { withPart } from '../../../with-part.ts';
import { eachResult } from '../each-result.ts';
import { namedBy } from '../filters-here.ts';
import type { ForgetOptions } from '../options.ts';
import { type Doomed, forgetAll, type ForgettingPlace } from './forget-all.ts';

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
      const doomed = await resultsOf(images, store, io);
      return forgetAll(doomed, { ...store, thumbnails }, options, HERE, io);
    },
  );
}

const HERE: ForgettingPlace = {
  command: 'glyphwatch',
  stays: 'Images and pictures stay. A later scan takes the images for new ones and notifies again.',
  sendFirst: 'scan again to send them',
  beyond: 'messages already sent, logs, backups, and pictures made by --annotate or --report',
};

async function resultsOf(
  images: readonly string[],
  { results }: OpenedStore,
  { cwd }: Io,
): Promise<Doomed[]> {
  const isNamed = await namedBy(images, cwd);
  const doomed: Doomed[] = [];
  for await (const { imageId, version } of eachResult(results, { where: isNamed })) {
    doomed.push({ imageId, version });
  }
  if (doomed.length > 0) return doomed;
  const names = images.map(showName).join(', ');
  throw invalid(`No result is stored for ${names}. List them with: glyphwatch results list`);
}
