import { isPurgeable, type Outcomes } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import type { Thumbnails } from '../../../keep/thumbnails.ts';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { StatusLine } from '../../../terminal/status-line.ts';
import { count } from '../../../terminal/show.ts';
import { deleteEach, sayFailures } from '../delete-each.ts';
import { eachResult } from '../each-result.ts';
import { forgetUnused } from '../forget-unused.ts';

/** What is purged, and where. */
export interface Purging {
  readonly store: Pick<OpenedStore, 'results' | 'deliveries' | 'detections'>;
  readonly thumbnails?: Pick<Thumbnails, 'removeOthers'> | undefined;
  /** Milliseconds since 1970: what changed, was uploaded or was told before. */
  readonly before: number;
  /** How commands begin. */
  readonly command: string;
}

const AT_ONCE = 1000;

/** Counts, asks and purges, of images that are gone, too; resolves to the exit code. */
export async function purgeAll(
  purging: Purging,
  { yes = false }: { readonly yes?: boolean },
  io: Io,
): Promise<number> {
  const { store, thumbnails, before: purgeBefore } = purging;
  const old = await resultsBefore(purging);
  if (!yes && !(await agrees(old.length, purging, io))) return EXIT.done;
  const progress = new StatusLine(io.stderr, Date.now);
  const { outcomes, failures } = await deleteEach(
    old,
    store,
    // The history and the deliveries have ages of their own.
    () => ({ now: Date.now(), purgeBefore, leaveHistory: true }),
    (done) => done % 100 === 0 && progress.show(`purging: ${done} of ${old.length}`),
  ).finally(() => progress.clear());
  await forgetUnused({ ...store, thumbnails });
  const matches = await purgeHistory(purging);
  const deliveries = await purgeLog(purging);
  await write(io.stdout, `${rowsOf({ outcomes, matches, deliveries }, purging).join('\n')}\n`);
  sayFailures(failures, 'purged', io);
  return failures.length > 0 ? EXIT.failed : EXIT.done;
}

async function resultsBefore({ before, store }: Purging): Promise<string[]> {
  const old: string[] = [];
  for await (const result of eachResult(store.results, { until: before - 1 })) {
    if (isPurgeable(result)) old.push(result.imageId);
  }
  return old;
}

async function agrees(number: number, { before }: Purging, io: Io): Promise<boolean> {
  if (!hasTerminal(io)) throw invalid('Purging asks first. Without a terminal, add --yes.');
  const day = new Date(before).toISOString().slice(0, 10);
  return confirm(
    `This deletes text and matches of ${count(number, 'result')}, the history of uploads and the log of what was told before ${day}.\n` +
      'Images and pictures stay, and are neither read nor told again while they are the same.\nPurge?',
    io,
  );
}

async function purgeHistory({ store: { results }, before }: Purging): Promise<number> {
  let matches = 0;
  for (let isDone = false; !isDone;) {
    const piece = await results.purgeMatches(before, AT_ONCE);
    matches += piece.purged;
    ({ isDone } = piece);
  }
  return matches;
}

async function purgeLog({ store, before }: Purging): Promise<number> {
  let all = 0;
  for (let purged = AT_ONCE; purged === AT_ONCE;) {
    purged = await store.deliveries.purge(before, AT_ONCE);
    all += purged;
  }
  return all;
}

interface Done {
  readonly outcomes: Outcomes;
  readonly matches: number;
  readonly deliveries: number;
}

function rowsOf(
  { outcomes: { deleted, held, waiting, busy }, matches, deliveries }: Done,
  { command }: Purging,
): string[] {
  return [
    `${count(deleted, 'result')} purged`,
    ...(matches > 0 ? [`${count(matches, 'match', 'matches')} of the history purged`] : []),
    ...(deliveries > 0 ? [`${count(deliveries, 'delivery', 'deliveries')} of the log purged`] : []),
    ...(held > 0 ? [`${held} kept: held. See by whom with ${command} hold list.`] : []),
    ...(waiting > 0
      ? [
          `${waiting} kept: notifications wait to be sent. See them with ${command} deliveries list.`,
        ]
      : []),
    ...(busy > 0 ? [`${busy} kept: another run is working on the image.`] : []),
  ];
}
