import { styleText } from 'node:util';
import { maskDetection, type Match, type RuleMatch, type Status } from '@glyphwatch/domain';
import type { Output } from './io.ts';
import type { Scanned } from './scanned.ts';
import { type Disclosure, maskFor, matchTextFor } from './describe-image.ts';
import { count, showName, showPercent, showText } from './show.ts';

const STATUS_WIDTH = 'UNSUPPORTED'.length + 2;
const INDENT = ' '.repeat(STATUS_WIDTH);

const COLOURS: Readonly<Partial<Record<Status, 'green' | 'yellow' | 'red'>>> = {
  MATCHED: 'green',
  UNSUPPORTED: 'yellow',
  GONE: 'yellow',
  FAILED: 'red',
};

export interface TableOptions extends Disclosure {
  /** Coloured only if it is a terminal that supports colours. */
  readonly stdout: Output;
  /** Without rules the text itself is what people want to see. */
  readonly withText: boolean;
}

export function imageRows(scanned: Scanned, options: TableOptions): string {
  const { image, status, reason, detection, ruleMatches } = scanned;
  const colour = COLOURS[status];
  const label = status.padEnd(STATUS_WIDTH);
  const { stdout } = options;
  // styleText itself respects NO_COLOR and the like.
  const coloured = colour && stdout.isTTY ? styleText(colour, label, { stream: stdout }) : label;
  const note = reason === undefined ? '' : `: ${showText(reason)}`;
  const size = detection ? ` (${count(detection.lines.length, 'line')})` : '';
  const rows = [`${coloured}${showName(image)}${size}${note}`];
  rows.push(
    ...ruleMatches.flatMap((rule) => rule.matches.map(matchRow(rule, ruleMatches, options))),
  );
  if (options.withText) rows.push(...textRows(scanned, options));
  return `${rows.join('\n')}\n`;
}

function matchRow(
  rule: RuleMatch,
  ruleMatches: readonly RuleMatch[],
  disclosure: Disclosure,
): (match: Match) => string {
  const mask = maskFor(rule, disclosure);
  const textOf = matchTextFor(rule, ruleMatches, disclosure);
  return (match) => {
    const { text, value, via, confidence } = match;
    const seen = text === '' ? `no "${showText(mask(value))}"` : `"${showText(textOf(match))}"`;
    const how = via === 'exact' ? '' : `${via}, `;
    const about = `${rule.severity.padEnd(9)}${showText(rule.ruleId)}`;
    return `${INDENT}${about}: ${seen} (${how}${showPercent(confidence)})`;
  };
}

function textRows({ detection, ruleMatches }: Scanned, { reveal }: Disclosure): string[] {
  if (!detection) return [];
  const shown = reveal ? detection : maskDetection(detection, ruleMatches);
  return shown.lines.map(({ text }) => `${INDENT}${showText(text)}`);
}
