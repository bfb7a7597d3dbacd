import type { DeletionOutcome, ResultWithoutText } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';

export type Doomed = Pick<ResultWithoutText, 'imageId' | 'version'>;

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

/** Asks, forgets and says how many; resolves to the exit code. */
export async function forgetAll(
  doomed: readonly Doomed[],
  store: Pick<OpenedStore, 'results' | 'detections'>,
  options: { readonly yes?: boolean; readonly pending?: boolean },
  place: ForgettingPlace,
  io: Io,
): Promise<number> {
  if (!options.yes && !(await isAgreed(doomed.length, place, io))) return EXIT.done;
  const outcomes = await deleteAll(doomed, options.pending ?? false, store);
  await write(io.stdout, `${rowsOf(outcomes, place).join('\n')}\n`);
  if (outcomes.deleted > 0) io.stderr.write(`glyphwatch: not reached: ${place.beyond}.\n`);
  return outcomes.waiting + outcomes.busy > 0 ? EXIT.failed : EXIT.done;
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

async function deleteAll(
  doomed: readonly Doomed[],
  evenIfWaiting: boolean,
  { results, detections }: Pick<OpenedStore, 'results' | 'detections'>,
): Promise<Record<DeletionOutcome, number>> {
  const outcomes = { deleted: 0, unknown: 0, waiting: 0, busy: 0 };
  for (const { imageId, version } of doomed) {
    // First, because a repeat finds only what still has a result. On a laptop the version of an image is the hash of its content.
    await detections?.forget(version);
    outcomes[await results.delete(imageId, { now: Date.now(), evenIfWaiting })] += 1;
  }
  return outcomes;
}

function rowsOf(
  { deleted, waiting, busy }: Record<DeletionOutcome, number>,
  { command, sendFirst }: ForgettingPlace,
): string[] {
  return [
    `${count(deleted, 'result')} deleted`,
    ...(waiting > 0
      ? [
          `${waiting} kept: notifications wait to be sent. See them with ${command} deliveries list; ${sendFirst}, or delete them too with --pending.`,
        ]
      : []),
    ...(busy > 0 ? [`${busy} kept: another run is working on the image. Try again later.`] : []),
  ];
}
