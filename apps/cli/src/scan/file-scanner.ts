import {
  type Clock,
  GlyphwatchError,
  hasErrorCode,
  imageIdOf,
  isFinal,
  messageForUsers,
  type Result,
  type ResultStore,
  type ScanImage,
  type RunMark,
  type ScanRequest,
  type Status,
  type Untold,
  type Upload,
} from '@glyphwatch/domain';
import { describeUpload, type FoundImage } from '@glyphwatch/file-image-source';
import { notScanned, scannedFrom, type Scanned } from '../terminal/scanned.ts';
import { removedUpload, unreadUpload } from './unread-upload.ts';

/** Another run is reading the image: ask again later. */
export const BUSY = 'busy';

/** Of a file that others read at the same time, while it changes. */
const MAX_LOOKS = 5;

export interface LocalFile {
  /** As the user typed it. */
  readonly path: string;
  readonly image: FoundImage;
  /** Found earlier, and removed since. */
  readonly isRemoved?: boolean;
}

export interface FileScannerParts {
  readonly scanImage: ScanImage;
  readonly store: ResultStore;
  readonly clock: Clock;
  /** Whether the claim on an image was left by a process that has ended. */
  readonly isAbandoned: (imageId: string) => boolean | Promise<boolean>;
  /** Without rules, images are only read, and stored matches stay until an image is read again. */
  readonly hasRules: boolean;
  readonly again: boolean;
  /** Called with the channels that could not be told of an image. */
  readonly onUntold: (failures: readonly Untold[]) => void;
  /** Called when a result was stored, but its matches could not be recorded yet. */
  readonly onUnrecorded: (image: string, error: unknown) => void;
  /** Called with what made an image's outcome a failure; the outcome itself says less. */
  readonly onFailure: (path: string, error: unknown) => void;
}

/** Turns files into uploads for `ScanImage`, and failures of one image into its outcome. */
export class FileScanner {
  readonly #parts: FileScannerParts;
  /** The run that further images are a part of: people are told of them in one summary. */
  run: RunMark | undefined;

  constructor(parts: FileScannerParts) {
    this.#parts = parts;
  }

  /**
   * A failure that concerns this image is part of its outcome. Rejects only if every image would fail
   * (`…-misconfigured`, `watchlist-…`) or, before the `lastAttempt`, if a retry may help.
   */
  async scan({ path, image }: LocalFile, lastAttempt: boolean): Promise<Scanned | typeof BUSY> {
    const startedAt = this.#parts.clock();
    let upload: Upload | undefined;
    try {
      for (let looks = 0; looks < MAX_LOOKS; looks += 1) {
        const request = await this.#requestFor(image);
        upload = request.upload;
        const about = { ...request, lastAttempt, run: this.run, ...this.#again() };
        const result = await this.#scanIfFree(about);
        if (result === BUSY) return BUSY;
        if (result.version === upload.version) return scannedFrom(path, result);
        // Another run has stored another content of the file. Which one is newer, the next look says.
      }
      throw changing();
    } catch (error) {
      if (stopsTheRun(error)) throw error;
      const stored = await this.#findStored(imageIdOf(image.address), upload, startedAt, error);
      if (stored) return scannedFrom(path, stored);
      if (!lastAttempt && isTransient(error)) throw error;
      return this.#failed(path, error);
    }
  }

  /** Marks the result of a removed file `GONE`; a file that is back by now is scanned. Rejects like `scan`. */
  async markGone(file: LocalFile, lastAttempt: boolean): Promise<Scanned | typeof BUSY> {
    const { path, image } = file;
    const { store, clock } = this.#parts;
    const seenAt = clock();
    if (await isBack(image)) return this.scan(file, lastAttempt);
    try {
      const stored = await store.find(imageIdOf(image.address));
      if (stored) await store.markGone(removedUpload(stored, seenAt), clock());
      // What came back meanwhile may have been stored already, and be GONE now.
      if (await isBack(image)) return await this.scan(file, lastAttempt);
      return notScanned(path, 'GONE', 'deleted');
    } catch (error) {
      if (stopsTheRun(error) || (!lastAttempt && isTransient(error))) throw error;
      return this.#failed(path, error);
    }
  }

  /** An unreadable file gets a result of its own, unless that would replace what was read from it before. */
  async #requestFor(image: LocalFile['image']): Promise<Pick<ScanRequest, 'upload' | 'image'>> {
    const { store, clock } = this.#parts;
    try {
      const upload = await describeUpload(image, { find: (id) => store.find(id), clock });
      return { upload, image };
    } catch (failure) {
      const stored = await store.find(imageIdOf(image.address));
      if (hasErrorCode(failure, 'store-unavailable', 'store-misconfigured')) throw failure;
      if (stored && isFinal(stored.status)) throw failure;
      const upload = unreadUpload(image.address, stored, clock());
      return { upload, image: { address: image.address, read: () => Promise.reject(failure) } };
    }
  }

  #failed(path: string, error: unknown): Scanned {
    this.#parts.onFailure(path, error);
    return notScanned(path, statusFor(error), messageForUsers(error));
  }

  #again(): Pick<ScanRequest, 'again'> {
    const { again, hasRules } = this.#parts;
    if (again) return { again: 'always' };
    return hasRules
      ? { again: ['when-rules-changed', 'when-reading-changed'] }
      : { again: 'when-reading-changed' };
  }

  async #scanIfFree(request: ScanRequest): Promise<Result | typeof BUSY> {
    const { scanImage, isAbandoned } = this.#parts;
    let report = await scanImage.scan(request);
    if (report.kind === 'busy' && (await isAbandoned(imageIdOf(request.upload.address)))) {
      report = await scanImage.scan({ ...request, takeOver: true });
    }
    if (report.kind === 'busy' || report.kind === 'replaced') return BUSY;
    this.#parts.onUntold(report.untold);
    return report.result;
  }

  /** The result, if it was stored despite the error: only the history failed, or another run was faster. */
  async #findStored(
    imageId: string,
    upload: Upload | undefined,
    startedAt: number,
    error: unknown,
  ): Promise<Result | undefined> {
    const result = await this.#parts.store.find(imageId).catch(() => undefined);
    if (!upload || result?.version !== upload.version || !isFinal(result.status)) return undefined;
    if (hasErrorCode(error, 'claim-lost')) return result;
    if (result.updatedAt < startedAt) return undefined;
    this.#parts.onUnrecorded(result.imageId, error);
    return result;
  }
}

function changing(): GlyphwatchError {
  return new GlyphwatchError(
    'source-unavailable',
    'The file changed each time it was looked at. Scan it again once it is completely written.',
  );
}

/** A file that exists but fails in any other way is not gone. */
async function isBack(image: LocalFile['image']): Promise<boolean> {
  try {
    await image.identify();
    return true;
  } catch (error) {
    return !hasErrorCode(error, 'image-gone');
  }
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

export function isTransient(error: unknown): boolean {
  return hasErrorCode(error, 'source-unavailable', 'detector-unavailable', 'store-unavailable');
}

function statusFor(error: unknown): Status {
  if (hasErrorCode(error, 'image-gone')) return 'GONE';
  return hasErrorCode(error, 'image-unsupported') ? 'UNSUPPORTED' : 'FAILED';
}
