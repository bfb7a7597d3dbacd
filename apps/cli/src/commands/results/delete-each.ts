import { type Deletion, noOutcomes, type Outcomes, type ResultStore } from '@glyphwatch/domain';
import { failureText } from '../../terminal/failure-text.ts';
import type { Io } from '../../terminal/io.ts';
import { count, showName } from '../../terminal/show.ts';

export interface Deleted {
  readonly outcomes: Outcomes;
  readonly failures: readonly { readonly imageId: string; readonly error: unknown }[];
}

/** So many failures in a row are the store's, which will not take the next one either. */
const MAX_IN_A_ROW = 20;

/** One that cannot be deleted does not keep the others. `onDone` is told how many were tried. */
export async function deleteEach(
  imageIds: Iterable<string>,
  { results }: { readonly results: Pick<ResultStore, 'delete'> },
  deletion: () => Deletion,
  onDone?: (done: number) => unknown,
): Promise<Deleted> {
  const outcomes = noOutcomes();
  const failures: Deleted['failures'][number][] = [];
  let [done, inARow] = [0, 0];
  for (const imageId of imageIds) {
    try {
      outcomes[await results.delete(imageId, deletion())] += 1;
      inARow = 0;
    } catch (error) {
      failures.push({ imageId, error });
      inARow += 1;
      if (inARow === MAX_IN_A_ROW) throw error;
    }
    done += 1;
    onDone?.(done);
  }
  return { outcomes, failures };
}

const MAX_SHOWN = 10;

export function sayFailures(
  failures: Deleted['failures'],
  done: 'purged' | 'forgotten',
  io: Pick<Io, 'stderr' | 'debug'>,
): void {
  for (const { imageId, error } of failures.slice(0, MAX_SHOWN)) {
    io.stderr.write(
      `glyphwatch: ${showName(imageId)} was not ${done}: ${failureText(error, io)}\n`,
    );
  }
  const more = failures.length - MAX_SHOWN;
  if (more > 0) io.stderr.write(`glyphwatch: ${count(more, 'more image')} not ${done}\n`);
}
