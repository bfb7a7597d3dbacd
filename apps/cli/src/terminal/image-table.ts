import { styleText } from 'node:util';
import {
  maskDetection,
  type Match,
  type RuleMatch,
  showConfidence,
  type Status,
  type TextDetection,
} from '@glyphwatch/domain';
import type { Output } from './io.ts';
import type { Scanned } from './scanned.ts';
import { type Disclosure, maskFor, matchTextFor } from './describe-image.ts';
import { count, showName, showText } from './show.ts';

const STATUS_WIDTH = 'UNSUPPORTED'.length + 2;
const INDENT = ' '.repeat(STATUS_WIDTH);
/** A document of damaged pages need not fill the screen. */
const MAX_UNREAD_ROWS = 5;

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
  const size = detection ? ` (${sizeOf(detection)})` : '';
  const rows = [`${coloured}${showName(image)}${size}${note}`];
  rows.push(
    ...ruleMatches.flatMap((rule) => rule.matches.map(matchRow(rule, scanned, options))),
    ...unreadRows(detection),
    ...glanceRow(detection),
    ...scriptRow(detection),
  );
  if (options.withText) rows.push(...textRows(scanned, options));
  return `${rows.join('\n')}\n`;
}

/** `12 pages, 340 lines`, `100 of 512 pages, 2,811 lines` */
function sizeOf({ lines, pageCount, pagesRead }: TextDetection): string {
  const size = count(lines.length, 'line');
  if (pageCount === undefined) return size;
  const read = pagesRead === undefined ? '' : `${pagesRead} of `;
  return `${read}${count(pageCount, 'page')}, ${size}`;
}

function unreadRows(detection: TextDetection | undefined): string[] {
  const unread = (detection?.pages ?? []).filter((page) => page.unread !== undefined);
  const rows = unread.slice(0, MAX_UNREAD_ROWS).map(({ number, width, unread: why = '' }) => {
    const how = width === undefined ? 'was not read' : 'was read in part';
    return `${INDENT}page ${number} ${how}: ${showText(why)}`;
  });
  const others = unread.length - rows.length;
  return others > 0 ? [...rows, `${INDENT}and ${count(others, 'more page')}`] : rows;
}

function scriptRow(detection: TextDetection | undefined): string[] {
  return detection?.unknownScript ? [`${INDENT}seems to be in a script that was not read`] : [];
}

function glanceRow(detection: TextDetection | undefined): string[] {
  const below = detection?.unseenBelow;
  return below === undefined
    ? []
    : [`${INDENT}text smaller than ${below} pixels was not looked for`];
}

function matchRow(
  rule: RuleMatch,
  scanned: Scanned,
  disclosure: Disclosure,
): (match: Match) => string {
  const mask = maskFor(rule, disclosure);
  const { detection, known } = scanned;
  const textOf = matchTextFor(rule, scanned, disclosure);
  return (match) => {
    const { text, value, via, confidence, page, fingerprint } = match;
    const seen = text === '' ? `no "${showText(mask(value))}"` : `"${showText(textOf(match))}"`;
    const how = via === 'exact' ? '' : `${via}, `;
    const about = `${rule.severity.padEnd(9)}${showText(rule.ruleId)}`;
    const where = page === undefined ? '' : `, ${pageIn(detection, page)}`;
    const note = known?.has(fingerprint) ? ', known' : '';
    return `${INDENT}${about}: ${seen} (${how}${showConfidence(confidence)}${where}${note})`;
  };
}

export function pageIn(detection: TextDetection | undefined, page: number): string {
  return `page ${page} of ${detection?.pageCount ?? page}`;
}

function textRows({ detection, ruleMatches }: Scanned, { reveal }: Disclosure): string[] {
  if (!detection) return [];
  const shown = reveal ? detection : maskDetection(detection, ruleMatches);
  return shown.lines.map(({ text }) => `${INDENT}${showText(text)}`);
}
