import type { Upload } from './image.ts';
import type { Result, ScanOutcome } from './result.ts';
import { type FinalStatus, isFinal } from './status.ts';
import type { TextDetection } from './text-detection.ts';
import type { Watchlist } from './watchlist.ts';

/** Applies the rules to what was read in an image. */
export function conclude(
  { address: { bucket, key }, version }: Pick<Upload, 'address' | 'version'>,
  detection: TextDetection,
  watchlist: Watchlist,
): ScanOutcome {
  const seen = watchlist.match(detection, { bucket, key, imageVersion: version });
  return { status: statusOf(detection, seen.ruleMatches.length), detection, ...seen };
}

/**
 * Applies the rules to what is stored; what has no text stays as it is: unsupported, gone or purged. `undefined` for what was
 * never read.
 */
export function concludeAgain(result: Result, watchlist: Watchlist): ScanOutcome | undefined {
  const { status, reason, readBy, detection } = result;
  const by = readBy === undefined ? {} : { readBy };
  if (detection) return { ...conclude(result, detection, watchlist), ...by };
  if (!isFinal(status)) return undefined;
  const why = reason === undefined ? {} : { reason };
  return { status, ...why, ...by, ruleMatches: [], nearMisses: [] };
}

function statusOf({ lines }: TextDetection, ruleMatches: number): FinalStatus {
  // A rule for absent text can match an image without text.
  if (ruleMatches > 0) return 'MATCHED';
  return lines.length === 0 ? 'NO_TEXT' : 'NO_MATCH';
}
