import type { Result } from '@glyphwatch/domain';
import { boxesOf, coversOf, type MatchBox } from '@glyphwatch/match-picture';

/** What is to be covered on a page, because sensitive rules matched it or a copy of it. */
export function coversOn(page: number, { detection, ruleMatches }: Result): MatchBox[] {
  const sensitive = ruleMatches.filter((rule) => rule.sensitive && rule.kind === 'watch');
  const unplaced = sensitive
    .flatMap(({ matches }) => matches)
    .filter(({ polygons }) => polygons.length === 0)
    .map((match): MatchBox => ({
      ...(match.page === undefined ? {} : { page: match.page }),
      ...{ polygons: [], label: '', hidden: true },
    }));
  const all = [...boxesOf(sensitive), ...coversOf(detection, ruleMatches), ...unplaced];
  return all.filter((box) => (box.page ?? 1) === page);
}
