import { type Result, SEVERITIES, type Severity, type SummaryQuery } from '../index.ts';
import { satisfies } from './satisfies.ts';

export function isLookedFor(result: Result, query: SummaryQuery): boolean {
  const { severity, ruleId } = query;
  return (
    isShown(result, query) &&
    (ruleId === undefined || result.ruleMatches.some((rule) => rule.ruleId === ruleId)) &&
    (severity === undefined || result.ruleMatches.some((rule) => isAsSevere(rule, severity)))
  );
}

/** What is asked of the image, whatever matched. */
export function isShown(
  result: Result,
  { text, fragments, status, key = '', since = -Infinity, until = Infinity }: SummaryQuery,
): boolean {
  const wanted = {
    ...(text === undefined ? {} : { text }),
    ...(fragments === undefined ? {} : { fragments }),
    ...(status === undefined ? {} : { status }),
  };
  return (
    result.uploadedAt >= since &&
    result.uploadedAt <= until &&
    (result.address.key.startsWith(key) || result.imageId.startsWith(key)) &&
    satisfies(result, { ...wanted, limit: 1 })
  );
}

export function isAsSevere(found: { readonly severity: Severity }, least: Severity): boolean {
  return SEVERITIES.indexOf(found.severity) >= SEVERITIES.indexOf(least);
}
