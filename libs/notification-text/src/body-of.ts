import type { Notification } from '@glyphwatch/domain';
import { defang } from './defang.ts';
import type { TextPiece } from './text-piece.ts';
import { wordingOf, type MatchWording, type RuleWording, type Wording } from './wording.ts';

/**
 * The plain text of a mail, the same on every channel:
 *
 *     Watch rule keep-out matched in gate.jpg
 *
 *     [HIGH] keep-out – Somebody put up a sign
 *       1. KEEP ‹0›UT
 *          a look-alike of “KEEP OUT” · confidence 88 %
 *          upper left, 12 % from the left, …
 *
 *     Image: photos/gate.jpg
 */
export function bodyOf(notification: Notification): string {
  return defang(textOf(wordingOf(notification)));
}

/**
 * `KEEP ‹0›UT`: look-alikes in angle quotes, for media without colours. Not in addresses: a mark in the middle would
 * hide them from `defang`.
 */
export function markedText(pieces: readonly TextPiece[]): string {
  const whole = pieces.map(({ text }) => text).join('');
  if (defang(whole) !== whole) return whole;
  return pieces.map(({ text, folded }) => (folded ? `‹${text}›` : text)).join('');
}

function textOf({ headline, rules, text, reason, facts }: Wording): string {
  const parts = [
    headline,
    ...(reason === undefined ? [] : [reason]),
    ...rules.map(ruleText),
    ...(text === undefined || text === '' ? [] : [`Text:\n${indent(text, 2)}`]),
    facts.map(({ name, value }) => `${name}: ${value}`).join('\n'),
  ];
  return `${parts.join('\n\n')}\n`;
}

function ruleText({ title, severity, matches, more }: RuleWording): string {
  const places = matches.map(
    (match, index) => `  ${index + 1}. ${indent(matchText(match), 5).trim()}`,
  );
  return [`[${severity.toUpperCase()}] ${title}`, ...places, ...(more ? [`  ${more}`] : [])].join(
    '\n',
  );
}

function matchText({ pieces, how, confidence, place, context }: MatchWording): string {
  const lines = [
    markedText(pieces),
    confidence === undefined ? how : `${how} · confidence ${confidence}`,
    place ?? '',
    context === undefined ? '' : `in: ${context}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function indent(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by));
}
