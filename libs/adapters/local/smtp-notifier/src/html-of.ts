import type { Message, Severity } from '@glyphwatch/domain';
import {
  defang,
  escapeHtml,
  wordingOf,
  type ExampleWording,
  type Fact,
  type GroupWording,
  type MatchWording,
  type NotePiece,
  type RuleWording,
  type TextOptions,
  type TextPiece,
} from '@glyphwatch/notification-text';

const COLORS: Readonly<Record<Severity, string>> = {
  low: '#0e7490',
  medium: '#b45309',
  high: '#c2410c',
  critical: '#b91c1c',
};
const MUTED = 'color:#6b7280;font-size:13px';
const HEADING = 'font-size:16px;margin:16px 0 4px';
const MARK = 'background:#fde68a;border-radius:3px;padding:0 2px';

export interface HtmlParts extends TextOptions {
  /** Of the notifications that the message shows, in their order. */
  readonly pictureIds: readonly (string | undefined)[];
}

/** The plain text's words as HTML. It loads nothing, and only the link to the picture can be clicked. */
export function htmlOf(message: Message, { pictureIds, ...options }: HtmlParts): string {
  const wording = wordingOf(message, options);
  const { words, headline, rules, groups, others, examples, text, reason, facts } = wording;
  const [pictureId] = examples.length === 0 ? pictureIds : [];
  const parts = [
    `<h2 style="font-size:18px;margin:0 0 12px">${safe(headline)}</h2>`,
    ...(reason === undefined ? [] : [`<p>${safe(reason)}</p>`]),
    ...pictureHtml(pictureId, words.picture),
    ...rules.map((rule) => ruleHtml(rule)),
    ...(groups.length === 0 ? [] : [groupsHtml(groups)]),
    ...(others === undefined ? [] : [`<p style="${MUTED}">${safe(others)}</p>`]),
    ...(examples.length === 0 ? [] : [`<h3 style="${HEADING}">${words.lookAtThese}</h3>`]),
    ...examples.map((example, index) => exampleHtml(example, pictureIds[index], words.picture)),
    ...(text === undefined || text === '' ? [] : [`<pre>${safe(text)}</pre>`]),
    `<p style="${MUTED}">${facts.map(factHtml).join('<br>')}</p>`,
  ];
  return (
    '<!doctype html><html><head><meta charset="utf-8"></head>' +
    `<body style="font:15px/1.5 system-ui,sans-serif;color:#111827">\n${parts.join('\n')}\n</body></html>`
  );
}

function pictureHtml(id: string | undefined, alt: string): string[] {
  if (id === undefined) return [];
  const style = 'max-width:100%;border-radius:6px';
  return [`<p><img src="cid:${id}" alt="${escapeHtml(alt)}" style="${style}"></p>`];
}

function factHtml({ name, value, kind }: Fact): string {
  if (kind === 'link') return linkHtml(value, name);
  return `${safe(name)}: ${kind === 'address' ? escapeHtml(value) : safe(value)}`;
}

function linkHtml(url: string, name: string): string {
  return `<a href="${escapeHtml(url)}">${escapeHtml(name)}</a>`;
}

function labelHtml(label: string, severity?: Severity): string {
  const color = severity ? COLORS[severity] : '#6b7280';
  return (
    `<span style="background:${color};color:#fff;border-radius:4px;padding:1px 6px;` +
    `font-size:12px">${label}</span>`
  );
}

/** Text pieces are defanged already. */
function noteHtml(note: readonly NotePiece[]): string {
  const parts = note.map(({ text, kind }) =>
    kind === 'link' ? linkHtml(text, text) : escapeHtml(text).replaceAll('\n', '<br>'),
  );
  return parts.length === 0 ? '' : `<p style="margin:4px 0">${parts.join('')}</p>`;
}

function groupsHtml(groups: readonly GroupWording[]): string {
  const cell = (html: string, align = 'left') =>
    `<td style="padding:4px 12px 4px 0;vertical-align:top;text-align:${align}">${html}</td>`;
  const rows = groups.map(({ label, severity, title, count, folders, texts, note }) => {
    const lines = [folders, ...(texts === undefined ? [] : [texts])].map(safe);
    const places = `<span style="${MUTED}">${lines.join('<br>')}</span>${noteHtml(note)}`;
    const start = cell(labelHtml(label, severity)) + cell(`<b>${safe(title)}</b>`);
    return `<tr>${start}${cell(count, 'right')}${cell(places)}</tr>`;
  });
  return `<table style="border-collapse:collapse">\n${rows.join('\n')}\n</table>`;
}

function exampleHtml(
  { headline, rules, facts }: ExampleWording,
  pictureId: string | undefined,
  alt: string,
): string {
  return [
    `<p style="margin:12px 0 4px"><b>${safe(headline)}</b></p>`,
    ...pictureHtml(pictureId, alt),
    ...rules.map(ruleHtml),
    `<p style="${MUTED}">${facts.map(factHtml).join('<br>')}</p>`,
  ].join('\n');
}

function ruleHtml({ title, severity, label: shown, note, matches, more }: RuleWording): string {
  const label = labelHtml(shown, severity);
  const items = matches.map((match) => `<li>${matchHtml(match)}</li>`);
  const rest = more === undefined ? '' : `<p style="${MUTED}">${safe(more)}</p>`;
  return `<p style="margin:0">${label} <b>${safe(title)}</b></p>${noteHtml(note)}\n<ol>${items.join('\n')}</ol>${rest}`;
}

function matchHtml({ pieces, how, confidence, location, context }: MatchWording): string {
  const about = [how, ...(confidence === undefined ? [] : [confidence])].join(' · ');
  const lines = [about, location, context].filter((line) => line !== undefined);
  const muted = lines.map(safe).join('<br>');
  return `${markedHtml(pieces)}<br><span style="${MUTED}">${muted}</span>`;
}

/** Defanged as a whole: a mark inside an address must not hide it from `defang`. */
function markedHtml(pieces: readonly TextPiece[]): string {
  const whole = pieces.map(({ text }) => text).join('');
  if (defang(whole) !== whole) return `<b>${safe(whole)}</b>`;
  const marked = pieces.map(({ text, folded }) =>
    folded ? `<mark style="${MARK}">${escapeHtml(text)}</mark>` : escapeHtml(text),
  );
  return `<b>${marked.join('')}</b>`;
}

function safe(text: string): string {
  return escapeHtml(defang(text));
}
