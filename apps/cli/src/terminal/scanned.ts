import type { NearMiss, Result, RuleMatch, Status, TextDetection } from '@glyphwatch/domain';

export interface Scanned {
  /** The path as typed, or below a folder as typed: people recognise what they wrote. */
  readonly image: string;
  readonly status: Status;
  readonly reason?: string;
  readonly detection?: TextDetection;
  readonly ruleMatches: readonly RuleMatch[];
  readonly nearMisses: readonly NearMiss[];
  /** Fingerprints of findings that are known already; absent without a baseline. */
  readonly known?: ReadonlySet<string>;
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
