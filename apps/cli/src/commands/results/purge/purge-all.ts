import {
  type DeletionOutcome,
  deleteRemembered,
  isPurgeable,
  type Result,
} from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import type { Thumbnails } from '../../../keep/thumbnails.ts';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';
import { eachResult } from '../each-result.ts';

type Old = Pick<Result, 'imageId' | 'version'>;

/** What is purged, and where. */
export interface Purging {
  readonly store: Pick<OpenedStore, 'results' | 'deliveries' | 'detections'>;
  readonly thumbnails?: Pick<Thumbnails, 'remove'> | undefined;
  /** Milliseconds since 1970: what changed, was uploaded or was told before. */
  readonly before: number;
  /** How commands begin. */
  readonly command: string;
}

const MATCHES_AT_ONCE = 1000;

/** Counts, asks and purges, of images that are gone, too; resolves to the exit code. */
export async function purgeAll(
  purging: Purging,
  { yes = false }: { readonly yes?: boolean },
  io: Io,
): Promise<number> {
  const old = await resultsBefore(purging);
  if (!yes && !(await agrees(old.length, purging, io))) return EXIT.done;
  const outcomes = await purgeResults(old, purging);
  const matches = await purgeHistory(purging);
  await purging.store.deliveries.purge(purging.before);
  await write(io.stdout, `${rowsOf(outcomes, matches, purging).join('\n')}\n`);
  return EXIT.done;
}

async function resultsBefore({ before, store }: Purging): Promise<Old[]> {
  const old: Old[] = [];
  for await (const result of eachResult(store.results, { until: before - 1 })) {
    const { imageId, version } = result;
    if (isPurgeable(result)) old.push({ imageId, version });
  }
  return old;
}

async function agrees(number: number, { before }: Purging, io: Io): Promise<boolean> {
  if (!hasTerminal(io)) throw invalid('Purging asks first. Without a terminal, add --yes.');
  const day = new Date(before).toISOString().slice(0, 10);
  return confirm(
    `This deletes the text, matches, history and deliveries of ${count(number, 'result')}, and all history of uploads before ${day}.\n` +
      'Images and pictures stay, and are neither read nor told again while they are the same.\nPurge?',
    io,
  );
}

async function purgeResults(
  old: readonly Old[],
  { store: { results, detections }, thumbnails, before: purgeBefore }: Purging,
): Promise<Record<DeletionOutcome, number>> {
  const outcomes = { deleted: 0, unknown: 0, held: 0, waiting: 0, busy: 0 };
  const purged: string[] = [];
  for (const one of old) {
    const deletion = { now: Date.now(), purgeBefore };
    const outcome = await deleteRemembered(one, deletion, results, detections);
    outcomes[outcome] += 1;
    if (outcome === 'deleted') purged.push(one.version);
  }
  await thumbnails?.remove(purged);
  return outcomes;
}

async function purgeHistory({ store: { results }, before }: Purging): Promise<number> {
  let matches = 0;
  for (let isDone = false; !isDone;) {
    const piece = await results.purgeMatches(before, MATCHES_AT_ONCE);
    matches += piece.purged;
    ({ isDone } = piece);
  }
  return matches;
}

function rowsOf(
  { deleted, held, waiting, busy }: Record<DeletionOutcome, number>,
  matches: number,
  { command }: Purging,
): string[] {
  return [
    `${count(deleted, 'result')} purged`,
    ...(matches > 0
      ? [
          `${count(matches, 'match', 'matches')} of the history purged, of older versions or images that are gone`,
        ]
      : []),
    ...(held > 0 ? [`${held} kept: held. See by whom with ${command} hold list.`] : []),
    ...(waiting > 0
      ? [
          `${waiting} kept: notifications wait to be sent. See them with ${command} deliveries list.`,
        ]
      : []),
    ...(busy > 0 ? [`${busy} kept: another run is working on the image.`] : []),
  ];
}
