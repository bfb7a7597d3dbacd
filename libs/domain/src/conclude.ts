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

/** A result that can be concluded again. */
export type Concluded = Result &
  (
    | { readonly detection: TextDetection }
    | { readonly detection?: never; readonly status: FinalStatus }
  );

/** Whether the image was read, or is known not to be readable. */
export function isConcluded(result: Result): result is Concluded {
  return result.detection !== undefined || isFinal(result.status);
}

/** Applies the rules to what is stored; what has no text stays as it is: unsupported, gone or purged. */
export function concludeAgain(result: Concluded, watchlist: Watchlist): ScanOutcome {
  const { reason, readBy } = result;
  const by = readBy === undefined ? {} : { readBy };
  if (result.detection) return { ...conclude(result, result.detection, watchlist), ...by };
  const why = reason === undefined ? {} : { reason };
  return { status: result.status, ...why, ...by, ruleMatches: [], nearMisses: [] };
}

function statusOf({ lines }: TextDetection, ruleMatches: number): FinalStatus {
  // A rule for absent text can match an image without text.
  if (ruleMatches > 0) return 'MATCHED';
  return lines.length === 0 ? 'NO_TEXT' : 'NO_MATCH';
}
