import {
  type Clock,
  hasErrorCode,
  imageIdOf,
  type ImageSource,
  isFinal,
  messageForUsers,
  type Result,
  type ResultStore,
  type ScanImage,
  type ScanRequest,
  sequencerAfter,
  type Status,
  type Upload,
} from '@glyphwatch/domain';
import { describeUpload, type FileImage } from '@glyphwatch/file-image-source';
import { notScanned, scannedFrom, type Scanned } from '../terminal/scanned.ts';
import { removedUpload, unreadUpload } from './unread-upload.ts';

/** How long to wait before looking again whether another run is done with an image. */
const BUSY_PAUSE_MS = 300;

export interface LocalFile {
  /** As the user called it. */
  readonly path: string;
  readonly image: ImageSource & Pick<FileImage, 'identify'>;
  /** It was there and was removed. */
  readonly isRemoved?: boolean;
}

export interface FileScannerParts {
  readonly scanImage: ScanImage;
  readonly store: ResultStore;
  readonly clock: Clock;
  readonly pause: (ms: number) => Promise<void>;
  /** Whether another live process works on this store; if none does, a claim that is held was left by a dead one. */
  readonly othersRun: () => boolean;
  /** Without, images are only read: what is kept about matches stays and is shown as it is. */
  readonly hasRules: boolean;
  readonly again: boolean;
  /** What could not be told people is kept and told later. */
  readonly onUntold: (image: string, error: unknown) => void;
}

/** Carries one file through `ScanImage` and says what came of it. */
export class FileScanner {
  readonly #parts: FileScannerParts;

  constructor(parts: FileScannerParts) {
    this.#parts = parts;
  }

  /**
   * What is wrong with one image is part of the answer. Fails only when every other image would fail as well
   * (`…-misconfigured`, `watchlist-invalid`) or, unless it is the `lastAttempt`, when trying again may help.
   */
  async scan({ path, image }: LocalFile, lastAttempt: boolean): Promise<Scanned> {
    const begunAt = this.#parts.clock();
    let upload: Upload | undefined;
    try {
      const request = await this.#requestFor(image);
      upload = request.upload;
      const result = await this.#deliver({ ...request, lastAttempt, ...this.#again() });
      return scannedFrom(path, result);
    } catch (error) {
      if (stopsTheRun(error)) throw error;
      const kept = await this.#findSafe(imageIdOf(image.address), upload, begunAt, error);
      if (kept) return scannedFrom(path, kept);
      if (!lastAttempt && isTransient(error)) throw error;
      return notScanned(path, statusFor(error), messageForUsers(error));
    }
  }

  /** Marks what is kept of a file that was removed; one that is back is scanned. Fails like `scan`. */
  async markGone(file: LocalFile, lastAttempt: boolean): Promise<Scanned> {
    const { path, image } = file;
    if (await isBack(image)) return this.scan(file, lastAttempt);
    const { store, clock } = this.#parts;
    try {
      const kept = await store.find(imageIdOf(image.address));
      if (kept) await store.markGone(removedUpload(kept, clock()), clock());
      return notScanned(path, 'GONE', 'deleted');
    } catch (error) {
      if (stopsTheRun(error) || (!lastAttempt && isTransient(error))) throw error;
      return notScanned(path, statusFor(error), messageForUsers(error));
    }
  }

  /** A file that cannot be read is kept as such, unless that would put aside what was read of it before. */
  async #requestFor(image: LocalFile['image']): Promise<Pick<ScanRequest, 'upload' | 'image'>> {
    const { store, clock } = this.#parts;
    try {
      const upload = await describeUpload(image, { find: (id) => store.find(id), clock });
      return { upload, image };
    } catch (failure) {
      const kept = await store.find(imageIdOf(image.address));
      if (hasErrorCode(failure, 'store-unavailable', 'store-misconfigured')) throw failure;
      if (kept && isFinal(kept.status)) throw failure;
      const upload = unreadUpload(image.address, kept, clock());
      return { upload, image: { address: image.address, read: () => Promise.reject(failure) } };
    }
  }

  #again(): Pick<ScanRequest, 'again'> {
    const { again, hasRules } = this.#parts;
    if (again) return { again: 'always' };
    return hasRules ? { again: 'when-rules-changed' } : {};
  }

  async #deliver(request: ScanRequest): Promise<Result> {
    const { scanImage, clock, othersRun, pause } = this.#parts;
    for (let { upload } = request; ;) {
      const report = await scanImage.scan({ ...request, upload });
      if (report.kind !== 'busy') return report.result;
      if (othersRun()) {
        await pause(Math.min(BUSY_PAUSE_MS, Math.max(0, report.leaseUntil - clock())));
      } else {
        upload = { ...upload, sequencer: sequencerAfter(upload.sequencer) };
      }
    }
  }

  /** The outcome, where it is kept although something failed: only telling it, or another run was faster. */
  async #findSafe(
    imageId: string,
    upload: Upload | undefined,
    begunAt: number,
    error: unknown,
  ): Promise<Result | undefined> {
    const result = await this.#parts.store.find(imageId).catch(() => undefined);
    if (!upload || result?.version !== upload.version || !isFinal(result.status)) return undefined;
    if (hasErrorCode(error, 'claim-lost')) return result;
    if (!isAboutTelling(error) && result.updatedAt < begunAt) return undefined;
    this.#parts.onUntold(result.imageId, error);
    return result;
  }
}

/** Whatever else is wrong with it, a file that is there is not gone. */
async function isBack(image: LocalFile['image']): Promise<boolean> {
  try {
    await image.identify();
    return true;
  } catch (error) {
    return !hasErrorCode(error, 'image-gone');
  }
}

function isAboutTelling(error: unknown): boolean {
  return hasErrorCode(
    error,
    'notifier-unavailable',
    'notifier-misconfigured',
    'notification-refused',
  );
}

function stopsTheRun(error: unknown): boolean {
  return hasErrorCode(
    error,
    'detector-misconfigured',
    'store-misconfigured',
    'watchlist-invalid',
    'watchlist-unavailable',
  );
}

/** Whether trying again may help. */
export function isTransient(error: unknown): boolean {
  return hasErrorCode(error, 'source-unavailable', 'detector-unavailable', 'store-unavailable');
}

function statusFor(error: unknown): Status {
  if (hasErrorCode(error, 'image-gone')) return 'GONE';
  return hasErrorCode(error, 'image-unsupported') ? 'UNSUPPORTED' : 'FAILED';
}
