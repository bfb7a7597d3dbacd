import type { Upload } from './image.ts';
import type { ScanOutcome } from './result.ts';
import type { FinalStatus } from './status.ts';
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

function statusOf({ lines }: TextDetection, ruleMatches: number): FinalStatus {
  // A rule for absent text can match an image without text.
  if (ruleMatches > 0) return 'MATCHED';
  return lines.length === 0 ? 'NO_TEXT' : 'NO_MATCH';
}
