import { messageForUsers } from '@glyphwatch/domain';
import type { ScanOptions } from '../commands/scan/options.ts';
import {
  buildContainer,
  DATABASE,
  ENGINE,
  FILE_SCANNER,
  RUN_MARK,
  SWEEP_PENDING,
  WATCHLIST_SOURCE,
} from '../container.ts';
import { drawMatches } from './draw-matches.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import { imagePrinter } from '../terminal/image-printer.ts';
import type { Config } from '../settings/read-config.ts';
import type { FileScanner } from './file-scanner.ts';
import { PictureWriter } from './picture-writer.ts';
import { ScanRun, type ScanRunParts } from './scan-run.ts';
import { StatusLine } from '../terminal/status-line.ts';
import { Tally } from '../terminal/tally.ts';

export interface ScanSession {
  readonly scanner: FileScanner;
  readonly tally: Tally;
  readonly statusLine: StatusLine;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  runWith(scan: ScanRunParts['scan']): ScanRun;
  /** Tells what is pending. `isIdle`: this run holds nothing, so that what nobody else can hold was left by the dead. */
  tellPending(isIdle: boolean): Promise<void>;
}

/** Sets up what `scan` and `watch` need, and takes it down whatever happens. Gives the exit code. */
export async function withScanSession(
  config: Config,
  options: ScanOptions,
  io: Io,
  work: (session: ScanSession) => Promise<void>,
): Promise<number> {
  const statusLine = new StatusLine(io.stderr, Date.now);
  const tally = new Tally(Date.now());
  const container = buildContainer(config, {
    again: options.again ?? false,
    stderr: statusLine.output,
    onRuleProblem: (problem) => statusLine.say(problem),
    onUntold: (image, error) => statusLine.say(untold(image, error)),
  });
  const mark = container.get(RUN_MARK);
  const engine = container.get(ENGINE);
  const { signal, release } = abortOnInterrupt(() =>
    statusLine.say('stopping after the images in hand; Ctrl-C again stops at once'),
  );
  try {
    // What is wrong with the rules is known before the first image is read.
    await container.get(WATCHLIST_SOURCE).current();
    const parts = { ...runParts(config, options, io), statusLine, tally, signal };
    const pending = container.get(SWEEP_PENDING);
    await work({
      scanner: container.get(FILE_SCANNER),
      tally,
      statusLine,
      signal,
      runWith: (scan) => new ScanRun({ ...parts, scan }),
      tellPending: async (isIdle) => {
        const evenIfHeld = isIdle && !mark.othersRun();
        const { failures } = await pending.sweep({ evenIfHeld });
        tally.untold = failures.length;
        for (const { imageId, error } of failures) statusLine.say(untold(imageId, error));
      },
    });
    return exitCode(tally, options, signal);
  } finally {
    release();
    mark.remove();
    await engine.close();
    container.get(DATABASE).close();
  }
}

function runParts(config: Config, options: ScanOptions, { stdout }: Io) {
  const { annotate, rules, workers } = config;
  const { format, reveal = false } = options;
  return {
    stdout,
    clock: Date.now,
    printer: imagePrinter(format, { stdout, reveal, withText: rules === undefined }),
    ...(annotate === undefined
      ? {}
      : { pictures: new PictureWriter(annotate, drawMatches({ reveal })) }),
    // One more than are read at once: it is decoded meanwhile.
    inFlight: workers + 1,
  };
}

function exitCode(tally: Tally, { failOnMatch = false }: ScanOptions, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (failOnMatch && tally.of('MATCHED') > 0) return EXIT.matched;
  return tally.hasFailures ? EXIT.failed : EXIT.done;
}

function untold(image: string, error: unknown): string {
  return `${image}: kept, but not told yet. ${messageOf(error)}`;
}

/** Whatever else failed is shown to the person whose machine it failed on. */
export function messageOf(error: unknown): string {
  const otherwise = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return messageForUsers(error, otherwise);
}
