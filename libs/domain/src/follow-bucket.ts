import { GlyphwatchError } from './errors.ts';
import { type ImageAddress, imageIdOf, type Upload } from './image.ts';
import type { Clock, CurrentImage, CurrentImages, ImageSource, ResultStore } from './ports.ts';
import type { Result } from './result.ts';
import { compareSequencers, sequencerJustAfter } from './sequencer.ts';
import type { ScanImage, ScanReport, ScanRequest } from './scan-image.ts';

export interface FollowParts {
  readonly scanImage: Pick<ScanImage, 'scan'>;
  readonly store: Pick<ResultStore, 'find' | 'markGone'>;
  readonly images: CurrentImages;
  readonly openImage: (address: ImageAddress) => ImageSource;
  readonly clock: Clock;
}

/** An upload or a deletion, and how to scan what is there. */
export type BucketEvent = Omit<ScanRequest, 'image'>;

export type FollowReport = Exclude<ScanReport, { readonly kind: 'replaced' }>;

/** Each time the image has changed since the last look. */
const MAX_LOOKS = 5;

/**
 * Takes the events of a bucket, which come late, repeated and out of order, and of which some are about one version of several.
 * They say what happened once; what is there now, only the bucket can say. So no deletion makes a result GONE, and none makes
 * an upload stale, before the bucket was asked:
 *
 *     uploaded   scan → replaced, GONE, or older than what is stored: look → scan what is there
 *     deleted    look → nothing is there: GONE, whatever is known → look again, because something may have come meanwhile
 *
 * What is found takes the place of the event in the order of uploads, or that just after what was stored before the look, whichever
 * is newer: so the event about it that is still to come finds it known, and a look that is out of date changes nothing. As what was
 * found may go between the look and the commit, without being missed by anybody, the bucket is asked once more afterwards. Each
 * step can be repeated: an event whose process died is delivered again.
 */
export class FollowBucket {
  readonly #parts: FollowParts;

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  /** Fails as `ScanImage.scan` and `CurrentImages.find` do. */
  uploaded(event: BucketEvent): Promise<FollowReport> {
    return this.#scan(event, event);
  }

  /** Fails likewise. */
  async deleted(event: BucketEvent): Promise<FollowReport | { readonly kind: 'removed' }> {
    const { store, images, clock } = this.#parts;
    const { upload } = event;
    // Before the look: what is known now is gone if nothing is there then.
    const known = await store.find(imageIdOf(upload.address));
    let current = await images.find(upload.address);
    if (!current) {
      await store.markGone(newerOf(upload, known), clock());
      current = await images.find(upload.address);
    }
    return current ? this.#scan(event, asFound(event, current, known)) : { kind: 'removed' };
  }

  /** What an event is about, or what was found because of it. */
  async #scan(event: BucketEvent, first: BucketEvent): Promise<FollowReport> {
    let asked = first;
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const image = this.#parts.openImage(asked.upload.address);
      const report = await this.#parts.scanImage.scan({ ...asked, image });
      const current = await this.#missed(report, asked.upload, asked !== event);
      if (!current && report.kind !== 'replaced') return report;
      if (current) asked = asFound(event, current, storedBefore(report, asked), asked.known);
    }
    throw new GlyphwatchError(
      'source-unavailable',
      'The image changed each time it was read. Try again later.',
    );
  }

  /** What is there, if the report leaves out what it should be about. */
  async #missed(
    report: ScanReport,
    asked: Upload,
    isFound: boolean,
  ): Promise<CurrentImage | undefined> {
    if (report.kind === 'replaced') return report.current;
    if (report.kind === 'busy') return undefined;
    const { images } = this.#parts;
    const { status, version } = report.result;
    if (status === 'GONE') return images.find(asked.address);
    if (report.kind === 'stale' && version !== asked.version) {
      const current = await images.find(asked.address);
      // The event about any third version is still to come.
      return current?.version === asked.version ? current : undefined;
    }
    return isFound ? this.#changedSince(report.result) : undefined;
  }

  /** What was found by a look, and not by an event, may have gone with nobody to come who would notice. */
  async #changedSince(result: Result): Promise<CurrentImage | undefined> {
    const { store, images, clock } = this.#parts;
    const { address, version, sequencer, uploadedAt } = result;
    const current = await images.find(address);
    if (current) return current.version === version ? undefined : current;
    await store.markGone({ address, version, sequencer, uploadedAt }, clock());
    return images.find(address);
  }
}

/** What was stored before the look, as far as it decides the place of what was found. */
type Stored = Pick<Result, 'version' | 'sequencer' | 'status'>;

function storedBefore(report: ScanReport, { upload }: BucketEvent): Stored & { known?: Result } {
  if (report.kind === 'busy') throw new Error('what is busy is not looked at');
  if (report.kind !== 'replaced') return report.result;
  const { version, sequencer } = upload;
  const { previous } = report;
  return { version, sequencer, status: 'PROCESSING', ...(previous ? { known: previous } : {}) };
}

function asFound(
  event: BucketEvent,
  current: CurrentImage,
  before: (Stored & { readonly known?: Result }) | undefined,
  known?: Result,
): BucketEvent {
  const sequencer = placeOf(current, event.upload, before);
  return { ...event, upload: { ...current, sequencer }, known: before?.known ?? known };
}

function placeOf({ version }: CurrentImage, { sequencer }: Upload, before?: Stored): string {
  if (!before || compareSequencers(sequencer, before.sequencer) > 0) return sequencer;
  const isSame = before.version === version && before.status !== 'GONE';
  return isSame ? before.sequencer : sequencerJustAfter(before.sequencer);
}

function newerOf(upload: Upload, known: Result | undefined): Upload {
  if (!known || compareSequencers(known.sequencer, upload.sequencer) <= 0) return upload;
  const { address, version, sequencer, uploadedAt } = known;
  return { address, version, sequencer, uploadedAt };
}
