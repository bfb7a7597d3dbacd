import { randomUUID } from 'node:crypto';
import { resolve } from 'node:path';
import { findImages } from '@glyphwatch/file-image-source';
import type { RunMark } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import { buildContainer, SCAN_PARTS } from '../../container.ts';
import { withPart } from '../../with-part.ts';
import type { ScanOptions } from './options.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { readConfig } from '../../settings/read-config.ts';
import { readBaseline } from '../../scan/baseline.ts';
import { bucketsAmong, openBucketImages } from '../../scan/bucket-images.ts';
import { excludeBelow } from '../../scan/exclude-below.ts';
import { imagesBelow } from '../../scan/images-below.ts';
import type { Target } from '../../scan/scan-run.ts';
import { scanWithRetries } from '../../scan/scan-with-retries.ts';
import { walkAhead } from '../../scan/walk-ahead.ts';
import { Report } from '../../scan/report/report.ts';
import { runSession, type ScanSession } from '../../scan/scan-session.ts';

/** Of the images after these, people are told in one summary when the scan ends. */
const MOST_TOLD_SINGLY = 100;

export async function runScan(
  targets: readonly string[],
  options: ScanOptions,
  io: Io,
): Promise<number> {
  const config = readConfig(options, io, targets);
  const { baseline, report } = options;
  const about = {
    ...(baseline === undefined ? {} : { known: readBaseline(baseline, io.cwd) }),
    ...(report === undefined ? {} : { report: new Report(resolve(io.cwd, report), config) }),
  };
  return withPart(SCAN_PARTS, buildContainer(config, io), (parts) =>
    runSession(parts, { config, options, io, ...about }, (session) => scanAll(targets, session)),
  );
}

async function scanAll(targets: readonly string[], session: ScanSession): Promise<void> {
  const { config, options, io, scanner, tally, signal, statusLine, store } = session;
  const found = excludeBelow(imagesAt(targets, session), config.annotate);
  // A disk that fails will fail again, but a network may not, and an object may have been overwritten since it was listed.
  let images = 0;
  const run = session.runWith((file) => {
    images += 1;
    if (images > MOST_TOLD_SINGLY && !options.notifyEach) scanner.run ??= newRun();
    return file.image.identifyNow
      ? scanWithRetries(scanner, file, signal)
      : scanner.scan(file, true);
  });
  // Only the progress line needs the total.
  await run.over(io.stderr.isTTY ? walkAhead(found, (total) => statusLine.expect(total)) : found);
  // Also what earlier runs could not tell.
  await session.tellWaiting(true);
  if (signal.aborted) statusLine.say(howToContinue(tally.images, tally.left, store));
  else if (options.format === 'table') statusLine.say(whereStored(store));
}

function newRun(): RunMark {
  return { id: randomUUID(), name: 'scan' };
}

/** Files before buckets. */
async function* imagesAt(
  targets: readonly string[],
  { config, options, io }: ScanSession,
): AsyncGenerator<Target> {
  const { maxBytes } = config;
  const { followLinks = false } = options;
  const buckets = bucketsAmong(targets, options);
  const files = targets.filter((target) => !buckets.has(target));
  yield* imagesBelow(findImages(files, { followLinks }), maxBytes);
  if (buckets.size === 0) return;
  const images = await openBucketImages(options, maxBytes, io);
  for (const address of buckets.values()) yield* images.list(address);
}

function howToContinue(done: number, left: number, { location }: OpenedStore): string {
  const state = `stopped: ${count(done, 'image')} done, ${left} left.`;
  return location === undefined
    ? `${state} Nothing was stored (--no-store): the next run starts over.`
    : `${state} Run the same command again to continue.`;
}

function whereStored({ location }: OpenedStore): string {
  return location === undefined ? 'nothing was stored' : `results are in ${location}`;
}
