import { setTimeout as pause } from 'node:timers/promises';
import { recordUnrecorded, type Telling, type WatchlistSource } from '@glyphwatch/domain';
import type { OpenedStore } from '@glyphwatch/provider';
import type { ScanOptions } from '../commands/scan/options.ts';
import type { Config } from '../settings/read-config.ts';
import { EXIT } from '../terminal/exit-codes.ts';
import { imagePrinter } from '../terminal/image-printer.ts';
import { abortOnInterrupt } from '../terminal/interrupt.ts';
import type { Io } from '../terminal/io.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import { count } from '../terminal/show.ts';
import { notLookedAt } from '../terminal/summary.ts';
import { Tally } from '../terminal/tally.ts';
import { failureText } from '../terminal/failure-text.ts';
import { type Keeper, keptText, type KeptTurn, progressText, removedText } from '../keep/keeper.ts';
import type { CountedDetector } from './counted-detector.ts';
import type { FileScanner } from './file-scanner.ts';
import type { PictureWriter } from './picture-writer.ts';
import type { Report } from './report/report.ts';
import { ScanRun, type ScanRunParts } from './scan-run.ts';
import type { UntoldNews } from './untold-news.ts';

export interface ScanParts {
  readonly scanner: FileScanner;
  readonly telling: Telling;
  readonly watchlists: WatchlistSource;
  readonly pictures: PictureWriter | undefined;
  readonly statusLine: StatusLine;
  readonly store: OpenedStore;
  readonly untold: UntoldNews;
  readonly second: CountedDetector | undefined;
  readonly keeper: Pick<Keeper, 'turn' | 'finish'>;
}

export interface ScanContext {
  readonly config: Config;
  readonly options: ScanOptions;
  readonly io: Io;
  /** Fingerprints of known findings. */
  readonly known?: ReadonlySet<string>;
  readonly report?: Report;
}

export interface ScanSession
  extends ScanContext, Pick<ScanParts, 'scanner' | 'statusLine' | 'store' | 'watchlists'> {
  readonly tally: Tally;
  readonly signal: AbortSignal;
  runWith(scan: ScanRunParts['scan']): ScanRun;
  /**
   * Records and tells what is waiting, whichever run left it, reports what goes on waiting, and removes what is older than `keep`.
   * `isEnding`: no other run may follow soon, so only quiet hours, silences and limits are waited for.
   */
  tellWaiting(isEnding?: boolean): Promise<void>;
}

/** Resolves to the exit code. */
export async function runSession(
  parts: ScanParts,
  context: ScanContext,
  work: (session: ScanSession) => Promise<void>,
): Promise<number> {
  const { scanner, statusLine, store, watchlists } = parts;
  const tally = new Tally(Date.now());
  tally.hasBaseline = context.known !== undefined;
  const { signal, release } = abortOnInterrupt(() =>
    statusLine.say('finishing the images in progress; press Ctrl-C again to stop at once'),
  );
  try {
    saySettings(context.config, statusLine);
    // Mistakes in the rules are reported before the first image is read.
    await watchlists.current();
    const ofRun = { ...runParts(parts, context), statusLine, tally, signal };
    await work({
      ...{ ...context, scanner, statusLine, store, watchlists, tally, signal },
      runWith: (scan) => new ScanRun({ ...ofRun, scan }),
      tellWaiting: (isEnding = false) =>
        tellWaiting(parts, tally, isEnding, { ...context, signal }),
    });
    saySecond(parts);
    await writeReport(context, tally, statusLine);
    const unseen = context.options.failOnMatch ? notLookedAt(tally) : undefined;
    if (unseen !== undefined) statusLine.say(`not looked at: ${unseen}`);
    return exitCode(tally, context.options, signal);
  } finally {
    release();
  }
}

async function writeReport(
  { report, io }: ScanContext,
  tally: Tally,
  statusLine: StatusLine,
): Promise<void> {
  if (!report) return;
  try {
    await report.write(tally);
    statusLine.say(`the report is in ${report.file}`);
  } catch (error) {
    tally.unwritten += 1;
    statusLine.say(`the report could not be written: ${failureText(error, io)}`);
  }
}

function saySettings(config: Config, statusLine: StatusLine): void {
  const { settingsFile, ignoredSettings, obeysSettingsAmongImages } = config;
  for (const file of ignoredSettings) statusLine.say(ignoredText(file));
  if (obeysSettingsAmongImages)
    statusLine.say(
      `the settings are those of ${settingsFile}, which lies among the images; --config names others`,
    );
}

function ignoredText(file: string): string {
  return `${file} is not used, because it lies among the images. If it is yours, name it with --config.`;
}

async function tellWaiting(
  parts: ScanParts,
  tally: Tally,
  isEnding: boolean,
  { io, signal }: ScanContext & { readonly signal: AbortSignal },
): Promise<void> {
  const { store, telling, untold, statusLine, keeper } = parts;
  await recordUnrecorded(store.results, Date.now());
  untold.note(await (isEnding ? telling.finish() : telling.sweep()));
  const kept = await (isEnding ? keepAll(parts, signal) : keeper.turn(signal));
  const news = await untold.news(store.deliveries, io);
  tally.unsent = untold.failed;
  for (const text of news) statusLine.say(text);
  sayKept(kept, isEnding, statusLine);
  for (const failure of kept.failures) statusLine.say(failureText(failure, io));
}

function keepAll(
  { keeper, statusLine }: Pick<ScanParts, 'keeper' | 'statusLine'>,
  signal: AbortSignal,
): Promise<KeptTurn> {
  return keeper
    .finish(signal, (soFar) => statusLine.show(progressText(soFar)))
    .finally(() => statusLine.clear());
}

/** A command that goes on does not repeat every hour what stays. */
function sayKept(kept: KeptTurn, isEnding: boolean, statusLine: StatusLine): void {
  const [removed, stays] = [removedText(kept), keptText(kept)];
  if (removed !== '') statusLine.say(`older than the settings keep, and removed: ${removed}`);
  if (stays !== '' && (isEnding || removed !== '')) {
    statusLine.say(`older than the settings keep, and kept all the same: ${stays}`);
  }
}

function saySecond({ statusLine, second }: ScanParts): void {
  if (!second || second.images === 0) return;
  statusLine.say(
    `read again by ${second.name}, because not all was read: ${count(second.images, 'image')}`,
  );
}

function runParts({ pictures }: ScanParts, context: ScanContext) {
  const { config, options, io, known, report } = context;
  const { rules, workers, reveal } = config;
  const { stdout } = io;
  return {
    stdout,
    pause,
    clock: Date.now,
    printer: imagePrinter(options.format, { stdout, reveal, withText: rules === undefined }),
    ...(pictures === undefined ? {} : { pictures }),
    ...(known === undefined ? {} : { known }),
    ...(report === undefined ? {} : { report }),
    // One more than there are workers: it is decoded while they read.
    inFlight: workers + 1,
  };
}

function exitCode(tally: Tally, { failOnMatch = false }: ScanOptions, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (failOnMatch && tally.newFindings > 0) return EXIT.matched;
  return tally.hasFailures ? EXIT.failed : EXIT.done;
}
