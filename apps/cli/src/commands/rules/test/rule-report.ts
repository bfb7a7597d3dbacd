import type { Match, NearMiss } from '@glyphwatch/domain';
import { acceptedMisreads, type Rule, type RuleReport, type RuleSet } from '@glyphwatch/watchlist';
import { showText } from '../../../terminal/show.ts';

/** One rule as `rules test --format json` prints it. A contract: fields are only ever added. */
export function describeReport(report: RuleReport, ruleSet: RuleSet) {
  const { id, matched, severity, matches, nearMisses, limits, explanation } = report;
  return {
    id,
    matched,
    severity: severity ?? null,
    matches: matches.map(describeMatch),
    nearMisses: nearMisses.map(describeNearMiss),
    limits,
    explanation,
    acceptedMisreads: misreadsOf(ruleSet, id),
  };
}

function describeMatch(match: Match) {
  const { value, text, via, edits, confidence, lines, page, context, joined, ambiguous } = match;
  return {
    value,
    text,
    via,
    edits,
    confidence,
    lines,
    ...(page === undefined ? {} : { page }),
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

export function reportRows(reports: readonly RuleReport[], ruleSet: RuleSet): string {
  const blocks = reports.map((report) => {
    const rule = ruleOf(ruleSet, report.id);
    const verdict = report.matched ? `matched (${report.severity ?? 'ignored'})` : 'no match';
    return [
      `${showText(report.id)}: ${verdict}${rule?.description ? ` · ${showText(rule.description)}` : ''}`,
      ...report.explanation.map((line) => `  ${showText(line)}`),
      ...misreadRows(misreadsOf(ruleSet, report.id)),
      ...report.nearMisses.map(
        ({ text, reason }) => `  near miss: "${showText(text)}" ${showText(reason)}`,
      ),
    ].join('\n');
  });
  return `${blocks.join('\n\n')}\n`;
}

/** A few misreads show what a tolerance does; some values have hundreds. */
const MAX_VALUES = 5;
const MAX_MISREADS = 8;

interface Misreads {
  readonly value: string;
  readonly texts: readonly string[];
}

/** Misreads that the rule would accept; none for a sensitive rule, whose secret they would reveal. */
function misreadsOf(ruleSet: RuleSet, id: string): readonly Misreads[] {
  const rule = ruleOf(ruleSet, id);
  if (!rule || rule.sensitive) return [];
  return rule.match.values
    .slice(0, MAX_VALUES)
    .map((value) => ({ value, texts: acceptedMisreads(rule, value, MAX_MISREADS) }))
    .filter(({ texts }) => texts.length > 0);
}

function ruleOf(ruleSet: RuleSet, id: string): Rule | undefined {
  return ruleSet.rules.find((rule) => rule.id === id);
}

function misreadRows(misreads: readonly Misreads[]): string[] {
  return misreads.map(({ value, texts }) => {
    const list = texts.map((text) => `"${showText(text)}"`).join(', ');
    return `  "${showText(value)}" would also match, for example: ${list}`;
  });
}
