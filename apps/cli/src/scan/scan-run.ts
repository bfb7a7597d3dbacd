import type { Clock, ImageSource } from '@glyphwatch/domain';
import { write, type Output } from '../terminal/io.ts';
import type { ImagePrinter } from '../terminal/image-printer.ts';
import type { Missing, PassedOver } from '@glyphwatch/file-image-source';
import { BUSY, type LocalFile } from './file-scanner.ts';
import { eachInParallel } from './each-in-parallel.ts';
import type { PictureWriter } from './picture-writer.ts';
import type { Report } from './report/report.ts';
import { notScanned, type Scanned } from '../terminal/scanned.ts';
import type { StatusLine } from '../terminal/status-line.ts';
import type { Tally } from '../terminal/tally.ts';

/** A missing target is reported like an image, so that the scan continues with the others; what is passed over is counted. */
export type Target = LocalFile | PassedOver | Missing;

/** Before asking again whether another run has finished an image. */
const BUSY_PAUSE_MS = 300;

export interface ScanRunParts {
  readonly scan: (file: LocalFile) => Promise<Scanned | typeof BUSY>;
  readonly pause: (ms: number) => Promise<void>;
  readonly pictures?: PictureWriter;
  readonly report?: Report;
  readonly printer: ImagePrinter;
  readonly stdout: Output;
  readonly statusLine: StatusLine;
  readonly tally: Tally;
  /** Fingerprints of known findings. */
  readonly known?: ReadonlySet<string>;
  readonly inFlight: number;
  readonly clock: Clock;
  /** Once aborted, the run starts no more images, but still counts them. */
  readonly signal: AbortSignal;
}

/** Prints each image as soon as it is done, so that a long run shows results from the start. */
export class ScanRun {
  readonly #parts: ScanRunParts;
  /** Images that other runs are reading. They hold up no others: so several runs share a folder instead of queueing. */
  readonly #aside = new Set<Promise<void>>();
  readonly #failures: unknown[] = [];

  constructor(parts: ScanRunParts) {
    this.#parts = parts;
  }

  async over(targets: AsyncIterable<Target>): Promise<void> {
    const { inFlight, tally, printer, clock, statusLine } = this.#parts;
    try {
      await eachInParallel(targets, inFlight, (target) => this.#scanTarget(target));
      while (this.#aside.size > 0) await Promise.all(this.#aside);
      this.#stopAfterFailure();
    } finally {
      statusLine.clear();
    }
    await this.#print(printer.end(tally, clock()));
  }

  async #scanTarget(target: Target): Promise<void> {
    const { tally, signal } = this.#parts;
    this.#stopAfterFailure();
    if ('passedOver' in target) {
      tally.passOver(target.kind);
      return;
    }
    if (signal.aborted) {
      tally.left += 1;
      return;
    }
    if ('missing' in target) {
      return this.#conclude(notScanned(target.missing, 'FAILED', target.reason));
    }
    const scanned = await this.#parts.scan(target);
    if (scanned === BUSY) this.#putAside(target);
    else await this.#conclude(scanned, target.image);
  }

  #putAside(target: LocalFile): void {
    const again: Promise<void> = this.#parts
      .pause(BUSY_PAUSE_MS)
      .then(() => this.#scanTarget(target))
      .catch((error: unknown) => void this.#failures.push(error))
      .finally(() => this.#aside.delete(again));
    this.#aside.add(again);
  }

  /** The failure of an image that was put aside ends the run like any other. */
  #stopAfterFailure(): void {
    if (this.#failures.length > 0) throw this.#failures[0];
  }

  async #conclude(found: Scanned, image?: ImageSource): Promise<void> {
    const { tally, statusLine, printer, known } = this.#parts;
    const scanned = image && known ? { ...found, known } : found;
    if (image) await this.#draw(image, scanned);
    await this.#parts.report?.add(image, scanned);
    tally.add(scanned.status);
    countFindings(scanned, tally);
    if (scanned.detection?.truncated) tally.readInPart += 1;
    if (scanned.detection?.unseenBelow !== undefined) tally.glancedAt += 1;
    if (scanned.detection?.unknownScript) tally.unknownScript += 1;
    await this.#print(printer.image(scanned));
    statusLine.advance();
  }

  async #draw(image: ImageSource, scanned: Scanned): Promise<void> {
    try {
      await this.#parts.pictures?.write(image, scanned);
    } catch (error) {
      this.#parts.tally.unwritten += 1;
      const why = error instanceof Error ? error.message : String(error);
      this.#parts.statusLine.say(`the picture of ${scanned.image} could not be written: ${why}`);
    }
  }

  async #print(text: string): Promise<void> {
    this.#parts.statusLine.clear();
    if (text !== '') await write(this.#parts.stdout, text);
  }
}

/** A result that is being processed by another run may still show what matched before. */
function countFindings({ status, ruleMatches, known }: Scanned, tally: Tally): void {
  if (status !== 'MATCHED') return;
  for (const { fingerprint } of ruleMatches.flatMap(({ matches }) => matches)) {
    if (known?.has(fingerprint)) tally.knownFindings += 1;
    else tally.newFindings += 1;
  }
}
