import type { DeletionOutcome, ResultWithoutText } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import { buildContainer, STORE } from '../../../container.ts';
import { readConfig } from '../../../settings/read-config.ts';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { withPart } from '../../../with-part.ts';
import { eachResult } from '../each-result.ts';
import { namedBy } from '../filters-here.ts';
import type { DeleteOptions } from '../options.ts';

type Doomed = Pick<ResultWithoutText, 'imageId' | 'version'>;

export async function runResultsDelete(
  images: readonly string[],
  options: DeleteOptions,
  io: Io,
): Promise<number> {
  const config = readConfig(options, io, [], 'looking');
  return withPart(STORE, buildContainer(config, io, 'change'), async (store) => {
    const doomed = await resultsOf(images, store, io);
    if (!(await isAgreed(doomed.length, options, io))) return EXIT.done;
    const outcomes = await deleteAll(doomed, options, store);
    await write(io.stdout, `${rowsOf(outcomes).join('\n')}\n`);
    return outcomes.pending + outcomes.busy > 0 ? EXIT.failed : EXIT.done;
  });
}

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

async function isAgreed(number: number, { yes = false }: DeleteOptions, io: Io): Promise<boolean> {
  if (yes) return true;
  if (!hasTerminal(io)) throw invalid('Deleting asks first. Without a terminal, add --yes.');
  const what = number === 1 ? 'its text, matches and history' : 'their texts, matches and history';
  return confirm(
    `This deletes ${count(number, 'result')} with ${what}, and what is remembered of the images' content.\n` +
      'Images and pictures stay. A later scan takes the images for new ones and notifies again.\nDelete?',
    io,
  );
}

async function deleteAll(
  doomed: readonly Doomed[],
  { pending: evenIfPending = false }: DeleteOptions,
  { results, detections }: OpenedStore,
): Promise<Record<DeletionOutcome, number>> {
  const outcomes = { deleted: 0, unknown: 0, pending: 0, busy: 0 };
  for (const { imageId, version } of doomed) {
    const outcome = await results.delete(imageId, { now: Date.now(), evenIfPending });
    outcomes[outcome] += 1;
    // On a laptop the version of an image is the hash of its content.
    if (outcome === 'deleted') await detections?.forget(version);
  }
  return outcomes;
}

function rowsOf({ deleted, pending, busy }: Record<DeletionOutcome, number>): string[] {
  return [
    `${count(deleted, 'result')} deleted`,
    ...(pending > 0
      ? [
          `${pending} kept: notifications are still to be sent. Scan again to send them, or delete them too with --pending.`,
        ]
      : []),
    ...(busy > 0 ? [`${busy} kept: another run is working on the image. Try again later.`] : []),
  ];
}
