import type { Match, NearMiss } from '@glyphwatch/domain';
import type { RuleReport, RuleSet } from '@glyphwatch/watchlist';
import { acceptedMisreads, type Misread } from '../rules/accepted-misreads.ts';
import { showText } from './show.ts';

/** What one rule did, as `rules test --format json` prints it: a contract, to be extended only. */
export function describeReport({
  id,
  matched,
  severity,
  matches,
  nearMisses,
  explanation,
}: RuleReport) {
  return {
    id,
    matched,
    severity: severity ?? null,
    matches: matches.map(describeMatch),
    nearMisses: nearMisses.map(describeNearMiss),
    explanation,
  };
}

function describeMatch(match: Match) {
  const { value, text, via, edits, confidence, lines, context, joined, ambiguous } = match;
  return {
    value,
    text,
    via,
    edits,
    confidence,
    lines,
    context,
    ...(joined ? { joined } : {}),
    ...(ambiguous ? { ambiguous } : {}),
    polygons: match.polygons,
    foldedPositions: match.foldedPositions,
  };
}

function describeNearMiss({ value, text, reason, confidence }: NearMiss) {
  return { value, text, reason, confidence };
}

/** The same for people: a line for each gate. */
export function reportRows(reports: readonly RuleReport[], ruleSet: RuleSet): string {
  const blocks = reports.map((report) => {
    const rule = ruleSet.rules.find(({ id }) => id === report.id);
    const verdict = report.matched ? `matched (${report.severity ?? 'ignored'})` : 'no match';
    return [
      `${showText(report.id)}: ${verdict}${rule?.description ? ` · ${showText(rule.description)}` : ''}`,
      ...report.explanation.map((line) => `  ${showText(line)}`),
      ...(rule && !rule.sensitive ? misreadRows(acceptedMisreads(rule)) : []),
      ...report.nearMisses.map(
        ({ text, reason }) => `  near miss: "${showText(text)}" ${showText(reason)}`,
      ),
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

function misreadRows(misreads: readonly Misread[]): string[] {
  if (misreads.length === 0) return [];
  const list = misreads.map(({ text }) => `"${showText(text)}"`).join(', ');
  return [`  would also accept, for example: ${list}`];
}
