import type { SweepPending, WatchlistSource } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import type { ScanOptions } from '../commands/scan/options.ts';
import type { Config } from '../settings/read-config.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { imagePrinter } from '../terminal/image-printer.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { Tally } from '../terminal/tally.ts';
import { untold } from '../terminal/untold.ts';
import type { FileScanner } from './file-scanner.ts';
import type { PictureWriter } from './picture-writer.ts';
import type { RunMark } from './run-marks.ts';
import { ScanRun, type ScanRunParts } from './scan-run.ts';

/** What the container hands `scan` and `watch`. */
export interface ScanParts {
  readonly scanner: FileScanner;
  readonly pending: SweepPending;
  readonly mark: RunMark;
  readonly watchlists: WatchlistSource;
  readonly pictures: PictureWriter | undefined;
  readonly statusLine: StatusLine;
  readonly store: OpenedStore;
}

export interface ScanCall {
  readonly config: Config;
  readonly options: ScanOptions;
  readonly io: Io;
}

export interface ScanSession extends ScanCall, Pick<ScanParts, 'scanner' | 'statusLine' | 'store'> {
  readonly tally: Tally;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  runWith(scan: ScanRunParts['scan']): ScanRun;
  /** Sends what is pending. `isIdle`: this run holds nothing, so that what nobody else can hold was left by the dead. */
  tellPending(isIdle: boolean): Promise<void>;
}

/** Scans until the work is done or interrupted. Gives the exit code. */
export async function runSession(
  parts: ScanParts,
  call: ScanCall,
  work: (session: ScanSession) => Promise<void>,
): Promise<number> {
  const { scanner, statusLine, store } = parts;
  const tally = new Tally(Date.now());
  const { signal, release } = abortOnInterrupt(() =>
    statusLine.say('stopping after the images in hand; Ctrl-C again stops at once'),
  );
  try {
    // What is wrong with the rules is known before the first image is read.
    await parts.watchlists.current();
    const ofRun = { ...runParts(parts, call), statusLine, tally, signal };
    await work({
      ...{ ...call, scanner, statusLine, store, tally, signal },
      runWith: (scan) => new ScanRun({ ...ofRun, scan }),
      tellPending: (isIdle) => tellPending(parts, tally, isIdle),
    });
    return exitCode(tally, call.options, signal);
  } finally {
    release();
  }
}

async function tellPending(
  { pending, mark, statusLine }: ScanParts,
  tally: Tally,
  isIdle: boolean,
): Promise<void> {
  const { failures } = await pending.sweep({ evenIfHeld: isIdle && !mark.othersRun() });
  tally.untold = failures.length;
  for (const { imageId, error } of failures) statusLine.say(untold(imageId, error));
}

function runParts({ pictures }: ScanParts, { config, options, io }: ScanCall) {
  const { rules, workers, reveal } = config;
  const { stdout } = io;
  return {
    stdout,
    clock: Date.now,
    printer: imagePrinter(options.format, { stdout, reveal, withText: rules === undefined }),
    ...(pictures === undefined ? {} : { pictures }),
    // One more than are read at once: it is decoded meanwhile.
    inFlight: workers + 1,
  };
}

function exitCode(tally: Tally, { failOnMatch = false }: ScanOptions, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (failOnMatch && tally.of('MATCHED') > 0) return EXIT.matched;
  return tally.hasFailures ? EXIT.failed : EXIT.done;
}
