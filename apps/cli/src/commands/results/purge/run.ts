import type { DeletionOutcome, Result, ResultWithoutText } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import { buildContainer, STORE } from '../../../container.ts';
import { readConfig } from '../../../settings/read-config.ts';
import { confirm, hasTerminal } from '../../../terminal/confirm.ts';
import { EXIT } from '../../../terminal/exit-codes.ts';
import { invalid } from '../../../terminal/invalid.ts';
import { type Io, write } from '../../../terminal/io.ts';
import { count } from '../../../terminal/show.ts';
import { withPart } from '../../../with-part.ts';
import { eachResult } from '../each-result.ts';
import type { PurgeOptions } from '../options.ts';

type Old = Pick<ResultWithoutText, 'imageId' | 'version'>;

export async function runResultsPurge(options: PurgeOptions, io: Io): Promise<number> {
  const config = readConfig(options, io, [], 'looking');
  return withPart(STORE, buildContainer(config, io, 'change'), async (store) => {
    const before = Date.now() - options.olderThan;
    const old = await resultsBefore(before, store);
    const isAgreed = old.length === 0 || options.yes || (await agrees(old.length, io));
    if (!isAgreed) return EXIT.done;
    const outcomes = await purgeAll(old, before, store);
    await write(io.stdout, `${rowsOf(outcomes).join('\n')}\n`);
    return EXIT.done;
  });
}

async function resultsBefore(before: number, { results }: OpenedStore): Promise<Old[]> {
  const old: Old[] = [];
  for await (const result of eachResult(results, { until: before - 1 })) {
    const { imageId, version } = result;
    if (hasText(result)) old.push({ imageId, version });
  }
  return old;
}

/** There is nothing else to purge, and an image that failed is to be tried again. */
function hasText({ detection, ruleMatches, nearMisses }: Result): boolean {
  return (detection?.lines.length ?? 0) + ruleMatches.length + nearMisses.length > 0;
}

async function agrees(number: number, io: Io): Promise<boolean> {
  if (!hasTerminal(io)) throw invalid('Purging asks first. Without a terminal, add --yes.');
  return confirm(
    `This deletes the text, matches, history and deliveries of ${count(number, 'result')}.\n` +
      'Images and pictures stay, and are neither read nor told again while they are the same.\nPurge?',
    io,
  );
}

async function purgeAll(
  old: readonly Old[],
  purgeBefore: number,
  { results, detections }: OpenedStore,
): Promise<Record<DeletionOutcome, number>> {
  const outcomes = { deleted: 0, unknown: 0, waiting: 0, busy: 0 };
  for (const { imageId, version } of old) {
    // First, because a repeat finds only what still has its text.
    await detections?.forget(version);
    outcomes[await results.delete(imageId, { now: Date.now(), purgeBefore })] += 1;
  }
  return outcomes;
}

function rowsOf({ deleted, waiting, busy }: Record<DeletionOutcome, number>): string[] {
  return [
    `${count(deleted, 'result')} purged`,
    ...(waiting > 0
      ? [
          `${waiting} kept: notifications wait to be sent. See them with glyphwatch deliveries list.`,
        ]
      : []),
    ...(busy > 0 ? [`${busy} kept: another run is working on the image.`] : []),
  ];
}
