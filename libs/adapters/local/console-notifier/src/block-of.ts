import { styleText } from 'node:util';
import type { Message, Severity } from '@glyphwatch/domain';
import {
  type ExampleWording,
  type GroupWording,
  type MatchWording,
  noteText,
  type RuleWording,
  type TextOptions,
  type TextPiece,
  wordingOf,
  type Wording,
} from '@glyphwatch/notification-text';

type Style = Parameters<typeof styleText>[0];
type Paint = (style: Style, text: string) => string;

const STYLES: Readonly<Record<Severity, Style>> = {
  low: 'cyan',
  medium: 'yellow',
  high: 'red',
  critical: ['bold', 'white', 'bgRed'],
};

/**
 *     HIGH  Watch rule keep-out matched in gate.jpg
 *       keep-out – Somebody put up a sign
 *         KEEP ‹0›UT  a look-alike of “KEEP OUT” · confidence 87% · upper left, …
 *       photos/gate.jpg
 *
 *     HIGH  4,981 images while quiet, worst HIGH
 *       28 Nov 2026, 22:00 CET – 29 Nov 2026, 07:00 CET (quiet hours)
 *       HIGH  banned-word  4,979  line4/ 4,971, line2/ 8
 */
export function blockOf(message: Message, color: boolean, options: TextOptions): string {
  const paint: Paint = (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const wording = wordingOf(message, options);
  const { headline, rules, groups, others, examples, text, reason, facts } = wording;
  const lines = [
    `${label(message, wording, paint)}  ${paint('bold', headline)}`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...rules.flatMap((rule) => ruleLines(rule, paint)),
    ...groups.flatMap((group) => groupLines(group, paint)),
    ...(others === undefined ? [] : [`  ${others}`]),
    ...examples.flatMap((example) => exampleLines(example, paint)),
    ...(text === undefined || text === '' ? [] : text.split('\n').map((line) => `    ${line}`)),
    ...facts.filter(({ kind }) => kind).map(({ value }) => `  ${paint('dim', value)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function label(
  { severity, kind }: Pick<Message, 'severity' | 'kind'>,
  { words, groups }: Wording,
  paint: Paint,
): string {
  if (severity) return paint(STYLES[severity], words.severities[severity]);
  if (kind === 'digest') return groups[0]?.label ?? words.kinds.scanned;
  return paint(kind === 'failed' ? 'red' : 'green', words.kinds[kind]);
}

function groupLines(
  { severity, label: shown, title, count, folders, texts, note }: GroupWording,
  paint: Paint,
): string[] {
  const worst = severity ? paint(STYLES[severity], shown) : shown;
  const rest = texts === undefined ? folders : `${folders}   ${texts}`;
  return [`  ${worst}  ${title}  ${paint('bold', count)}  ${rest}`, ...noteLines(note)];
}

function exampleLines({ headline, rules, facts }: ExampleWording, paint: Paint): string[] {
  return [
    `  ${headline}`,
    ...rules.flatMap(({ matches }) => matches.map((match) => `    ${matchLine(match, paint)}`)),
    ...facts.filter(({ kind }) => kind).map(({ value }) => `    ${paint('dim', value)}`),
  ];
}

function noteLines(note: RuleWording['note']): string[] {
  const text = noteText(note);
  return text === '' ? [] : text.split('\n').map((line) => `    ${line}`);
}

function ruleLines({ title, note, matches, more }: RuleWording, paint: Paint): string[] {
  return [
    `  ${title}`,
    ...noteLines(note),
    ...matches.map((match) => `    ${matchLine(match, paint)}`),
    ...(more === undefined ? [] : [`    ${more}`]),
  ];
}

function matchLine({ pieces, how, confidence, location }: MatchWording, paint: Paint): string {
  const text = pieces.map((piece) => shown(piece, paint)).join('');
  const facts = [
    how,
    ...(confidence === undefined ? [] : [confidence]),
    ...(location ? [location] : []),
  ];
  return `${text === '' ? '' : `${text}  `}${paint('dim', facts.join(' · '))}`;
}

function shown({ text, folded }: TextPiece, paint: Paint): string {
  return folded ? paint('yellow', `‹${text}›`) : paint('bold', text);
}
