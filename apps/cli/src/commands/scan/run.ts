import { findImages } from '@glyphwatch/file-image-source';
import type { ScanOptions } from './options.ts';
import type { Io } from '../../terminal/io.ts';
import { count } from '../../terminal/show.ts';
import { type Config, IN_MEMORY, readConfig } from '../../settings/read-config.ts';
import { excludeBelow } from '../../scan/exclude-below.ts';
import { imagesBelow } from '../../scan/images-below.ts';
import { type ScanSession, withScanSession } from '../../scan/scan-session.ts';

export async function runScan(
  targets: readonly string[],
  options: ScanOptions,
  io: Io,
): Promise<number> {
  const config = readConfig(options, io, targets[0]);
  return withScanSession(config, options, io, async (session) => {
    const { scanner, tally, signal, statusLine, runWith } = session;
    // Without a total, progress has no remaining time; nothing else is lost.
    if (io.stderr.isTTY) countImages(targets, config, session).catch(() => {});
    const images = imagesBelow(findImages([...targets]), config.settings.maxBytes);
    // Nobody tries again after this run, so a failure is final.
    const run = runWith((file) => scanner.scan(file, true));
    await run.over(excludeBelow(images, config.annotate));
    // What this run and those before it could not tell is tried once more.
    await session.tellPending(true);
    if (signal.aborted) statusLine.say(goOn(tally.images, tally.left, config));
    else if (options.format === 'table') statusLine.say(whereKept(config));
  });
}

/** A second walk, so that the first need not wait for its end to know how much there is. */
async function countImages(
  targets: readonly string[],
  { annotate, settings }: Config,
  { statusLine, signal }: ScanSession,
): Promise<void> {
  let total = 0;
  const images = imagesBelow(findImages([...targets]), settings.maxBytes);
  for await (const _image of excludeBelow(images, annotate)) {
    if (signal.aborted) return;
    total += 1;
  }
  statusLine.expect(total);
}

function goOn(done: number, left: number, { store }: Config): string {
  const state = `stopped: ${count(done, 'image')} done, ${left} left.`;
  return store === IN_MEMORY
    ? `${state} Nothing was kept (--no-store): the next run starts anew.`
    : `${state} The same command goes on from here.`;
}

function whereKept({ store }: Config): string {
  return store === IN_MEMORY ? 'nothing was kept' : `results are kept in ${store}`;
}
