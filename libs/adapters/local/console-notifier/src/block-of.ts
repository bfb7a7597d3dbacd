import { styleText } from 'node:util';
import type { Notification, PictureLink, Severity } from '@glyphwatch/domain';
import {
  wordingOf,
  type MatchWording,
  type RuleWording,
  type TextPiece,
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
 *         KEEP ‹0›UT  a look-alike of “KEEP OUT” · 87% · upper left, …
 *       photos/gate.jpg
 */
export function blockOf(notification: Notification, color: boolean, link?: PictureLink): string {
  const paint: Paint = (style, text) =>
    color ? styleText(style, text, { validateStream: false }) : text;
  const { headline, rules, text, reason, facts } = wordingOf(notification, link);
  const lines = [
    `${label(notification, paint)}  ${paint('bold', headline)}`,
    ...(reason === undefined ? [] : [`  ${reason}`]),
    ...rules.flatMap((rule) => ruleLines(rule, paint)),
    ...(text === undefined || text === '' ? [] : text.split('\n').map((line) => `    ${line}`)),
    ...facts.filter(({ kind }) => kind).map(({ value }) => `  ${paint('dim', value)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function label({ severity, kind }: Notification, paint: Paint): string {
  if (severity) return paint(STYLES[severity], severity.toUpperCase());
  return kind === 'failed' ? paint('red', 'FAILED') : paint('green', 'READ');
}

function ruleLines({ title, matches, more }: RuleWording, paint: Paint): string[] {
  return [
    `  ${title}`,
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
