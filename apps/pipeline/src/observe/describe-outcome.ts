import type { FollowReport, Status } from '@glyphwatch/domain';
import type { LogFields } from './logger.ts';
import type { MetricName, Metrics } from './metrics.ts';

/** The outcome of one event about an image. */
export type ImageOutcome = FollowReport | { readonly kind: 'removed' };

const BY_STATUS: Readonly<Record<Status, MetricName>> = {
  MATCHED: 'Matched',
  NO_MATCH: 'NoMatch',
  NO_TEXT: 'NoText',
  UNSUPPORTED: 'Unsupported',
  GONE: 'Gone',
  PROCESSING: 'Busy',
  FAILED: 'Failures',
};

const BY_KIND = {
  known: 'Known',
  stale: 'Stale',
  busy: 'Busy',
  removed: 'Removed',
} as const;

export function countOutcome(outcome: ImageOutcome, metrics: Metrics): void {
  if (outcome.kind !== 'scanned') return metrics.add(BY_KIND[outcome.kind]);
  const { status, ruleMatches } = outcome.result;
  metrics.add('Images');
  metrics.add(BY_STATUS[status]);
  if (ruleMatches.length > 0) metrics.add('Matches', ruleMatches.length);
}

/** Counts and rule ids, never text. */
export function describeOutcome(outcome: ImageOutcome): LogFields {
  const { kind } = outcome;
  if (kind === 'busy' || kind === 'removed') return { outcome: kind };
  const { status, ruleMatches, attempts, detection } = outcome.result;
  return {
    outcome: kind,
    status,
    lines: detection?.lines.length ?? 0,
    rules: ruleMatches.map(({ ruleId }) => ruleId),
    attempts,
  };
}
