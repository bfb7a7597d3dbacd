import type { Hold, Outcomes } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import type { Thumbnails } from '../../../keep/thumbnails.ts';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { count, showName } from '../../../terminal/show.ts';
import { holdText } from '../../hold/hold-text.ts';
import { type Deleted, deleteEach, sayFailures } from '../delete-each.ts';
import { forgetUnused } from '../forget-unused.ts';

/** What differs between this machine and a deployed pipeline. */
export interface ForgettingPlace {
  /** How its commands begin. */
  readonly command: string;
  /** What stays, and what a later scan does. */
  readonly stays: string;
  /** How what waits gets sent. */
  readonly sendFirst: string;
  /** What forgetting cannot reach. */
  readonly beyond: string;
}

/** Where it is forgotten. */
export interface ForgettingStore extends Pick<OpenedStore, 'results' | 'detections'> {
  readonly thumbnails?: Pick<Thumbnails, 'removeOthers'> | undefined;
}

/** Refuses if anything is held, asks, forgets and says how many; resolves to the exit code. */
export async function forgetAll(
  doomed: ReadonlySet<string>,
  store: ForgettingStore,
  options: { readonly yes?: boolean; readonly pending?: boolean },
  place: ForgettingPlace,
  io: Io,
): Promise<number> {
  await refuseHeld(doomed, store, place);
  if (!options.yes && !(await isAgreed(doomed.size, place, io))) return EXIT.done;
  const { outcomes, failures } = await forgetEach(doomed, options.pending ?? false, store);
  await write(io.stdout, `${rowsOf(outcomes, place).join('\n')}\n`);
  if (outcomes.deleted > 0) io.stderr.write(`glyphwatch: not reached: ${place.beyond}.\n`);
  sayFailures(failures, 'forgotten', io);
  const kept = outcomes.held + outcomes.waiting + outcomes.busy + failures.length;
  return kept > 0 ? EXIT.failed : EXIT.done;
}

async function isAgreed(number: number, { stays }: ForgettingPlace, io: Io): Promise<boolean> {
  if (!hasTerminal(io)) throw invalid('Forgetting asks first. Without a terminal, add --yes.');
  const what = number === 1 ? 'its text, matches and history' : 'their texts, matches and history';
  return confirm(
    `This deletes ${count(number, 'result')} with ${what}, and what is remembered of the images' content.\n` +
      `${stays}\nForget?`,
    io,
  );
}

/** Before anything is forgotten. */
async function refuseHeld(
  doomed: ReadonlySet<string>,
  { results }: ForgettingStore,
  { command }: ForgettingPlace,
): Promise<void> {
  const held: string[] = [];
  const holds = new Map<string, Hold>();
  if ((await results.holds()).length === 0) return;
  for (const imageId of doomed) {
    const found = await results.heldBy(imageId);
    for (const hold of found) holds.set(hold.id, hold);
    if (found.length > 0) held.push(imageId);
  }
  const [first] = held;
  if (first === undefined) return;
  const which = held.length === 1 ? `${showName(first)} is` : `${held.length} of them are`;
  const by = [...holds.values()].map(holdText).join(', ');
  throw invalid(
    `Nothing was forgotten: ${which} held by ${by}. If the reason has gone, end it first: ${command} hold remove ID`,
  );
}

async function forgetEach(
  doomed: ReadonlySet<string>,
  evenIfWaiting: boolean,
  store: ForgettingStore,
): Promise<Deleted> {
  // First, because a repeat finds only what still has a result. They are made again for what stays.
  await forgetUnused(store, doomed);
  return deleteEach(doomed, store, () => ({ now: Date.now(), evenIfWaiting }));
}

function rowsOf(
  { deleted, held, waiting, busy }: Outcomes,
  { command, sendFirst }: ForgettingPlace,
): string[] {
  return [
    `${count(deleted, 'result')} deleted`,
    ...(waiting > 0
      ? [
          `${waiting} kept: notifications wait to be sent. See them with ${command} deliveries list; ${sendFirst}, or delete them too with --pending.`,
        ]
      : []),
    ...(held > 0 ? [`${held} kept: held meanwhile. See by whom with ${command} hold list.`] : []),
    ...(busy > 0 ? [`${busy} kept: another run is working on the image. Try again later.`] : []),
  ];
}
