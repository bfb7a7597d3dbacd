import type { Status } from '@glyphwatch/domain';
import type { Reception } from '../receive-image.ts';
import type { MetricName, Metrics } from './metrics.ts';

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
  telling: 'Busy',
  removed: 'Removed',
  kept: 'Ignored',
} as const;

export function countReception(reception: Reception, metrics: Metrics): void {
  if (reception.kind !== 'scanned') return metrics.add(BY_KIND[reception.kind]);
  const { status, ruleMatches } = reception.result;
  metrics.add('Images');
  metrics.add(BY_STATUS[status]);
  if (ruleMatches.length > 0) metrics.add('Matches', ruleMatches.length);
}
