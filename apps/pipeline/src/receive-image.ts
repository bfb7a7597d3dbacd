import {
  type Clock,
  type ImageAddress,
  imageIdOf,
  type ImageSource,
  type ResultStore,
  type ScanImage,
  type ScanReport,
} from '@glyphwatch/domain';
import { invalid } from './inbound/fields.ts';
import type { ImageEvent } from './inbound/image-event.ts';

export interface ReceivingParts {
  readonly scanImage: Pick<ScanImage, 'scan'>;
  readonly store: Pick<ResultStore, 'find' | 'markGone'>;
  readonly openImage: (address: ImageAddress) => ImageSource;
  readonly clock: Clock;
  /** Events about other buckets are refused: this function's role reads no other. */
  readonly bucket: string;
}

export interface Receiving {
  /** Nobody will deliver this event again. */
  readonly lastAttempt: boolean;
}

export type Reception =
  ScanReport | { readonly kind: 'removed' } | { readonly kind: 'kept'; readonly reason: string };

/** What an event about an image asks for: a scan, or that its result is marked as gone. */
export class ReceiveImage {
  readonly #parts: ReceivingParts;

  constructor(parts: ReceivingParts) {
    this.#parts = parts;
  }

  async receive(event: ImageEvent, { lastAttempt }: Receiving): Promise<Reception> {
    const { scanImage, openImage, bucket } = this.#parts;
    const { upload } = event;
    if (upload.address.bucket !== bucket) {
      throw invalid(
        'This event is about an object in another bucket than the one this function watches. ' +
          'Correct the rule or notification that sent it, or deploy a pipeline for that bucket.',
      );
    }
    if (event.kind === 'deleted') return this.#remove(event);
    return scanImage.scan({ upload, image: openImage(upload.address), lastAttempt });
  }

  async #remove({ upload, erasesVersion }: ImageEvent): Promise<Reception> {
    const { store, clock } = this.#parts;
    if (erasesVersion) {
      // Somebody erased one stored version. If people see another one, the image is still there; and an upload event
      // that is still under way finds out by itself that its version is gone.
      const shown = await store.find(imageIdOf(upload.address));
      if (shown?.version !== upload.version)
        return { kind: 'kept', reason: 'an older version was erased' };
    }
    await store.markGone(upload, clock());
    return { kind: 'removed' };
  }
}
