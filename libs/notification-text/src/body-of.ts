import type { Notification, PictureLink } from '@glyphwatch/domain';
import { defang } from './defang.ts';
import type { TextPiece } from './text-piece.ts';
import {
  type Fact,
  type MatchWording,
  type RuleWording,
  type Wording,
  wordingOf,
} from './wording.ts';

/**
 * The plain text of a mail:
 *
 *     Watch rule keep-out matched in gate.jpg
 *
 *     [HIGH] keep-out – Someone put up a sign
 *       1. KEEP ‹0›UT
 *          a look-alike of “KEEP OUT” · confidence 87%
 *          upper left, 12% from the left, …
 *
 *     Image: photos/gate.jpg
 *     Open the picture: https://…
 */
export function bodyOf(notification: Notification, link?: PictureLink): string {
  const wording = wordingOf(notification, link);
  return `${storyOf(wording)}\n\n${wording.facts.map(factText).join('\n')}\n`;
}

/** All but the facts. */
export function storyOf({ headline, rules, text, reason }: Omit<Wording, 'facts'>): string {
  const parts = [
    headline,
    ...(reason === undefined ? [] : [reason]),
    ...rules.map(ruleText),
    ...(text === undefined || text === '' ? [] : [`Text:\n${indent(text, 2)}`]),
  ];
  return defang(parts.join('\n\n'));
}

/**
 * `KEEP ‹0›UT`: look-alikes in angle quotes, for media without colours. Not in addresses: a mark in the middle would
 * hide them from `defang`.
 */
function markedText(pieces: readonly TextPiece[]): string {
  const whole = pieces.map(({ text }) => text).join('');
  if (defang(whole) !== whole) return whole;
  return pieces.map(({ text, folded }) => (folded ? `‹${text}›` : text)).join('');
}

export function factText({ name, value, kind }: Fact): string {
  return `${name}: ${kind === undefined ? defang(value) : value}`;
}

function ruleText({ title, severity, matches, more }: RuleWording): string {
  const places = matches.map(
    (match, index) => `  ${index + 1}. ${indent(matchText(match), 5).trim()}`,
  );
  return [`[${severity.toUpperCase()}] ${title}`, ...places, ...(more ? [`  ${more}`] : [])].join(
    '\n',
  );
}

function matchText({ pieces, how, confidence, location, context }: MatchWording): string {
  const lines = [
    markedText(pieces),
    confidence === undefined ? how : `${how} · confidence ${confidence}`,
    location ?? '',
    context === undefined ? '' : `in: ${context}`,
  ];
  return lines.filter((line) => line !== '').join('\n');
}

function indent(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by));
}
