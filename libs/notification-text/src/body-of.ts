import type { Message } from '@glyphwatch/domain';
import { defang } from './defang.ts';
import type { TextOptions } from './message-parts.ts';
import { noteText, type NotePiece } from './note.ts';
import type { TextPiece } from './text-piece.ts';
import { wordingOf } from './wording-of.ts';
import type {
  ExampleWording,
  Fact,
  GroupWording,
  MatchWording,
  RuleWording,
  Wording,
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
 *
 * and of a digest:
 *
 *     4,981 images while quiet, worst HIGH
 *
 *     28 Nov 2026, 22:00 CET – 29 Nov 2026, 07:00 CET (quiet hours)
 *
 *     HIGH    banned-word  4,979  line4/ 4,971, line2/ 8   look first: “ACNE” 1 (line2/0034.jpg)
 *     MEDIUM  gate             2  yard/ 2
 */
export function bodyOf(message: Message, options?: TextOptions): string {
  const wording = wordingOf(message, options);
  return `${storyOf(wording)}\n\n${wording.facts.map(factText).join('\n')}\n`;
}

/** All but the facts. */
export function storyOf(wording: Omit<Wording, 'facts'>): string {
  const { words, headline, rules, groups, others, examples, text, reason } = wording;
  const parts = [
    defang(headline),
    ...(reason === undefined ? [] : [defang(reason)]),
    ...rules.map(ruleText),
    ...(groups.length === 0 ? [] : [groupsText(groups, others)]),
    ...(text === undefined || text === ''
      ? []
      : [`${words.facts.text}:\n${indent(defang(text), 2)}`]),
    ...(examples.length === 0 ? [] : [`${words.lookAtThese}:`]),
    ...examples.map(exampleText),
  ];
  return parts.join('\n\n');
}

/**
 * `KEEP ‹0›UT`: look-alikes in angle quotes, for media without colours. Not in addresses: a mark in the middle would
 * hide them from `defang`.
 */
function markedText(pieces: readonly TextPiece[]): string {
  const whole = pieces.map(({ text }) => text).join('');
  const safe = defang(whole);
  if (safe !== whole) return safe;
  return pieces.map(({ text, folded }) => (folded ? `‹${text}›` : text)).join('');
}

export function factText({ name, value, kind }: Fact): string {
  return `${defang(name)}: ${kind === undefined ? defang(value) : value}`;
}

function ruleText({ title, label, note, matches, more }: RuleWording): string {
  const places = matches.map(
    (match, index) => `  ${index + 1}. ${indent(matchText(match), 5).trim()}`,
  );
  return [
    `[${label}] ${defang(title)}`,
    ...noteLines(note, 2),
    ...places,
    ...(more ? [`  ${more}`] : []),
  ].join('\n');
}

function matchText({ pieces, how, confidence, location, context }: MatchWording): string {
  const lines = [
    markedText(pieces),
    defang(confidence === undefined ? how : `${how} · ${confidence}`),
    location ?? '',
    context === undefined ? '' : defang(context),
  ];
  return lines.filter((line) => line !== '').join('\n');
}

/** Wider names push their line to the right. */
const WIDEST_TITLE = 24;

function groupsText(groups: readonly GroupWording[], others: string | undefined): string {
  const rows = groups.map((group) => ({ ...group, title: defang(group.title) }));
  const width = (widest: number, of: (row: GroupWording) => string): number =>
    Math.min(widest, Math.max(...rows.map((row) => of(row).length)));
  const widths = {
    label: width(WIDEST_TITLE, ({ label }) => label),
    title: width(WIDEST_TITLE, ({ title }) => title),
    count: width(WIDEST_TITLE, ({ count }) => count),
  };
  const lines = rows.flatMap(({ label, title, count, folders, texts, note }) => {
    const start = `${label.padEnd(widths.label)}  ${title.padEnd(widths.title)}  `;
    const line = `${start}${count.padStart(widths.count)}  ${defang(folders)}`;
    const shown = texts === undefined ? line : `${line}   ${defang(texts)}`;
    return [shown.trimEnd(), ...noteLines(note, widths.label + 2)];
  });
  return [...lines, ...(others === undefined ? [] : [others])].join('\n');
}

function exampleText({ headline, rules, facts }: ExampleWording, index: number): string {
  const lines = [...rules.map(ruleText), ...facts.map(factText)].map((text) => indent(text, 3));
  return [`${index + 1}. ${defang(headline)}`, ...lines].join('\n');
}

function noteLines(note: readonly NotePiece[], by: number): string[] {
  return note.length === 0 ? [] : [indent(noteText(note), by)];
}

function indent(text: string, by: number): string {
  return text.replace(/^/gm, ' '.repeat(by));
}
