import type { Match, Result, RuleMatch } from '@glyphwatch/domain';
import { stringify } from 'csv-stringify/sync';
import { type Disclosure, maskFor, matchTextFor } from '../../../terminal/describe-image.ts';
import { pixelsOf } from './pixels.ts';
import { showCell } from './show-cell.ts';
import type { Naming, Writer } from './writer.ts';

const ABOUT_IMAGE = ['image', 'status', 'reason', 'uploadedAt', 'updatedAt'] as const;
const ABOUT_MATCH = [
  ...['rule', 'severity', 'description', 'tags', 'value', 'text', 'via', 'confidence'],
  ...['page', 'left', 'top', 'width', 'height'],
] as const;

type Cell = string | number | undefined;

/** A row for each match, or one for an image without any. Places are in pixels. */
export function csvWriter({ nameOf }: Naming, disclosure: Disclosure): Writer {
  return {
    begin: () => csv([[...ABOUT_IMAGE, ...ABOUT_MATCH]]),
    result: (result) => {
      const about = aboutImage(nameOf(result), result);
      const rows = result.ruleMatches.flatMap((rule) => rowsOf(rule, result, disclosure));
      return csv(rows.length === 0 ? [about] : rows.map((row) => [...about, ...row]));
    },
    end: () => '',
  };
}

/** A cell that a spreadsheet would take for a formula begins with an apostrophe. */
function csv(rows: readonly (readonly Cell[])[]): string {
  const width = ABOUT_IMAGE.length + ABOUT_MATCH.length;
  const filled = rows.map((row) => Array.from({ length: width }, (_, index) => row[index]));
  return stringify(filled, { escape_formulas: true, record_delimiter: 'windows' });
}

function aboutImage(name: string, { status, reason, uploadedAt, updatedAt }: Result): Cell[] {
  const times = [uploadedAt, updatedAt].map((time) => new Date(time).toISOString());
  return [showCell(name), status, reason && showCell(reason), ...times];
}

function rowsOf(rule: RuleMatch, result: Result, disclosure: Disclosure): Cell[][] {
  const mask = maskFor(rule, disclosure);
  const textOf = matchTextFor(rule, result, disclosure);
  return rule.matches.map((match) => [
    ...[rule.ruleId, rule.severity, rule.description, rule.tags.join(' ')],
    ...[mask(match.value), textOf(match)].map(showCell),
    ...[match.via, match.confidence, match.page],
    ...placeOf(match, result),
  ]);
}

function placeOf(match: Match, { detection }: Result): Cell[] {
  const pixels = pixelsOf(match, detection);
  return pixels ? [pixels.left, pixels.top, pixels.width, pixels.height] : [];
}
