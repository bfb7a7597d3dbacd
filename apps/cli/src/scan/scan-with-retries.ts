import retry from 'p-retry';
import type { Scanned } from '../terminal/scanned.ts';
import { type BUSY, type FileScanner, isTransient, type LocalFile } from './file-scanner.ts';

/** After 1, 2, 4 and 8 seconds: time for a backend to restart. */
const RETRIES = 4;

/** Scans a file, or marks a removed one as gone; once `signal` is aborted, without another attempt. */
export function scanWithRetries(
  scanner: FileScanner,
  file: LocalFile,
  signal: AbortSignal,
): Promise<Scanned | typeof BUSY> {
  const work = (isLast: boolean): Promise<Scanned | typeof BUSY> =>
    file.isRemoved ? scanner.markGone(file, isLast) : scanner.scan(file, isLast);
  return retry((attempt) => work(attempt > RETRIES || signal.aborted), {
    retries: RETRIES,
    shouldRetry: ({ error }) => isTransient(error),
  });
}
