import { watchFolder, type WatchTrouble } from '@glyphwatch/file-image-source';
import { bucketAddress } from '@glyphwatch/s3-image-source/bucket-address';
import { failureText } from '../terminal/failure-text.ts';
import { openBucketImages } from './bucket-images.ts';
import { imagesBelow } from './images-below.ts';
import type { Target } from './scan-run.ts';
import type { ScanSession } from './scan-session.ts';

/** Each listing of a bucket is a paid request for every 1,000 objects. */
const DEFAULT_LISTING_MS = 30_000;

export interface ArrivalOptions {
  /** Milliseconds between two looks. */
  readonly poll?: number;
  readonly followLinks?: boolean;
  readonly endpoint?: string;
  /** Told with a message whenever the place cannot be watched, or can be again. */
  readonly onTrouble?: (isWatched: boolean, message: string) => void;
}

/** What is in a folder or bucket now, then what arrives, changes and disappears, until the session is stopped. */
export async function imagesArriving(
  place: string,
  { config, signal, statusLine, io }: Pick<ScanSession, 'config' | 'signal' | 'statusLine' | 'io'>,
  options: ArrivalOptions,
): Promise<AsyncGenerator<Target>> {
  const { maxBytes, settleMs } = config;
  const { poll, followLinks = false } = options;
  const say = (isWatched: boolean, message: string): void => {
    statusLine.say(message);
    options.onTrouble?.(isWatched, message);
  };
  const address = bucketAddress(place);
  if (address) {
    const onTrouble = (cause: unknown): void =>
      say(
        cause === undefined,
        cause === undefined ? `${place} is listed again` : failureText(cause),
      );
    const images = await openBucketImages(options, maxBytes, io);
    return images.watch(address, { signal, pollMs: poll ?? DEFAULT_LISTING_MS, onTrouble });
  }
  let found = 0;
  const looking = {
    ...{ signal, settleMs, followLinks },
    onTrouble: (trouble: WatchTrouble) =>
      say(trouble.kind !== 'folder-gone', describeTrouble(trouble, place)),
    onFound: () => statusLine.expect(++found),
    ...(poll === undefined ? {} : { pollMs: poll }),
  };
  return imagesBelow(watchFolder(place, looking), maxBytes);
}

function describeTrouble(trouble: WatchTrouble, folder: string): string {
  switch (trouble.kind) {
    case 'folder-gone':
      return `${folder} is missing; scanning resumes once it is back`;
    case 'folder-back':
      return `${folder} is back`;
    case 'not-watched':
      return `part of ${folder} cannot be watched: ${failureText(trouble.cause)}`;
    case 'polled':
      return trouble.because === 'network-share'
        ? `${folder} is on a network share, which reports no changes: looking for them every 5 s (or as --poll says)`
        : `the system's limit of watched folders is reached: looking for changes every 5 s. To raise it: sudo sysctl fs.inotify.max_user_watches=1000000`;
  }
}
