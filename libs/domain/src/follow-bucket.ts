import { GlyphwatchError } from './errors.ts';
import type { ImageAddress, Upload } from './image.ts';
import type { Clock, CurrentImage, CurrentImages, ImageSource, ResultStore } from './ports.ts';
import type { Result } from './result.ts';
import type { ScanImage, ScanReport, ScanRequest } from './scan-image.ts';

export interface FollowParts {
  readonly scanImage: Pick<ScanImage, 'scan'>;
  readonly store: Pick<ResultStore, 'markGone'>;
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
 *     deleted    look → nothing is there: GONE → look again, because something may have come meanwhile
 *
 * What is found takes the place of the event in the order of uploads, or that of the stored result, whichever is newer; so the
 * event about it that is still to come finds it known. Each step can be repeated: an event whose process died is delivered again.
 */
export class FollowBucket {
  readonly #parts: FollowParts;

  constructor(parts: FollowParts) {
    this.#parts = parts;
  }

  /** Fails as `ScanImage.scan` and `CurrentImages.find` do. */
  async uploaded(event: BucketEvent): Promise<FollowReport> {
    let asked = event;
    for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
      const { upload } = asked;
      const image = this.#parts.openImage(upload.address);
      const report = await this.#parts.scanImage.scan({ ...asked, image });
      const current = await this.#missed(report, upload);
      if (current) asked = { ...asFound(event, current), known: knownIn(report) ?? asked.known };
      else if (report.kind !== 'replaced') return report;
    }
    throw new GlyphwatchError(
      'source-unavailable',
      'The image changed each time it was read. Try again later.',
    );
  }

  /** Fails likewise. */
  async deleted(event: BucketEvent): Promise<FollowReport | { readonly kind: 'removed' }> {
    const { store, images, clock } = this.#parts;
    const { upload } = event;
    let current = await images.find(upload.address);
    if (!current) {
      await store.markGone(upload, clock());
      current = await images.find(upload.address);
    }
    return current ? this.uploaded(asFound(event, current)) : { kind: 'removed' };
  }

  /** What is there, if the report leaves out what it should be about. */
  async #missed(report: ScanReport, asked: Upload): Promise<CurrentImage | undefined> {
    if (report.kind === 'replaced') return report.current;
    if (report.kind === 'busy') return undefined;
    const { status, version } = report.result;
    const isGone = status === 'GONE';
    const isOvertaken = report.kind === 'stale' && version !== asked.version;
    if (!isGone && !isOvertaken) return undefined;
    const current = await this.#parts.images.find(asked.address);
    // The event about any third version is still to come.
    return isGone || current?.version === asked.version ? current : undefined;
  }
}

function knownIn(report: ScanReport): Result | undefined {
  return report.kind === 'replaced' ? report.previous : undefined;
}

function asFound(event: BucketEvent, current: CurrentImage): BucketEvent {
  const { sequencer } = event.upload;
  const again = [event.again ?? [], 'when-not-stored' as const].flat();
  return { ...event, upload: { ...current, sequencer }, again };
}
