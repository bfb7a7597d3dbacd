import type { NearMiss, Result, RuleMatch, Status, TextDetection } from '@glyphwatch/domain';

/** What a run says about one image. */
export interface Scanned {
  /** As the user called it, or found below what the user called. */
  readonly image: string;
  readonly status: Status;
  readonly reason?: string;
  readonly detection?: TextDetection;
  readonly ruleMatches: readonly RuleMatch[];
  readonly nearMisses: readonly NearMiss[];
}

export function scannedFrom(image: string, result: Result): Scanned {
  const { status, reason, detection, ruleMatches, nearMisses } = result;
  return {
    image,
    status,
    ruleMatches,
    nearMisses,
    ...(reason === undefined ? {} : { reason }),
    ...(detection === undefined ? {} : { detection }),
  };
}

export function notScanned(image: string, status: Status, reason: string): Scanned {
  return { image, status, reason, ruleMatches: [], nearMisses: [] };
}
