import type { Result } from '@glyphwatch/domain';
import { boxesOf, coversOf, type MatchBox } from '@glyphwatch/match-picture';

const EVERYTHING: MatchBox = { polygons: [], label: '', hidden: true };

/** What is to be covered on a page, because sensitive rules matched it or a copy of it; all of it while nobody has read it, or knows any more. */
export function coversOn(page: number, result: Result): MatchBox[] {
  const { detection, ruleMatches } = result;
  if (!detection) return [EVERYTHING];
  const sensitive = ruleMatches.filter((rule) => rule.sensitive && rule.kind === 'watch');
  const unplaced = sensitive
    .flatMap(({ matches }) => matches)
    .filter(({ polygons }) => polygons.length === 0)
    .map((match): MatchBox => ({
      ...(match.page === undefined ? {} : { page: match.page }),
      ...EVERYTHING,
    }));
  const all = [...boxesOf(sensitive), ...coversOf(detection, ruleMatches), ...unplaced];
  return all.filter((box) => (box.page ?? 1) === page);
}
