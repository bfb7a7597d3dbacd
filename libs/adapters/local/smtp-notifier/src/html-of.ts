import type { Notification, PictureLink, Severity } from '@glyphwatch/domain';
import {
  defang,
  escapeHtml,
  wordingOf,
  type Fact,
  type MatchWording,
  type RuleWording,
  type TextPiece,
} from '@glyphwatch/notification-text';

const COLORS: Readonly<Record<Severity, string>> = {
  low: '#0e7490',
  medium: '#b45309',
  high: '#c2410c',
  critical: '#b91c1c',
};
const MUTED = 'color:#6b7280;font-size:13px';
const MARK = 'background:#fde68a;border-radius:3px;padding:0 2px';

export interface HtmlParts {
  readonly link?: PictureLink | undefined;
  readonly pictureId?: string | undefined;
}

/** The plain text's words as HTML. It loads nothing, and only the link to the picture can be clicked. */
export function htmlOf(notification: Notification, { link, pictureId }: HtmlParts): string {
  const { headline, rules, text, reason, facts } = wordingOf(notification, link);
  const picture = `<img src="cid:${pictureId}" alt="What matched" style="max-width:100%;border-radius:6px">`;
  const parts = [
    `<h2 style="font-size:18px;margin:0 0 12px">${safe(headline)}</h2>`,
    ...(reason === undefined ? [] : [`<p>${safe(reason)}</p>`]),
    ...(pictureId === undefined ? [] : [`<p>${picture}</p>`]),
    ...rules.map((rule) => ruleHtml(rule)),
    ...(text === undefined || text === '' ? [] : [`<pre>${safe(text)}</pre>`]),
    `<p style="${MUTED}">${facts.map(factHtml).join('<br>')}</p>`,
  ];
  return (
    '<!doctype html><html><head><meta charset="utf-8"></head>' +
    `<body style="font:15px/1.5 system-ui,sans-serif;color:#111827">\n${parts.join('\n')}\n</body></html>`
  );
}

function factHtml({ name, value, kind }: Fact): string {
  if (kind === 'link') return `<a href="${escapeHtml(value)}">${name}</a>`;
  return `${name}: ${kind === 'address' ? escapeHtml(value) : safe(value)}`;
}

function ruleHtml({ title, severity, matches, more }: RuleWording): string {
  const label =
    `<span style="background:${COLORS[severity]};color:#fff;border-radius:4px;padding:1px 6px;` +
    `font-size:12px">${severity.toUpperCase()}</span>`;
  const items = matches.map((match) => `<li>${matchHtml(match)}</li>`);
  const rest = more === undefined ? '' : `<p style="${MUTED}">${safe(more)}</p>`;
  return `<p style="margin:0">${label} <b>${safe(title)}</b></p>\n<ol>${items.join('\n')}</ol>${rest}`;
}

function matchHtml({ pieces, how, confidence, location, context }: MatchWording): string {
  const about = [how, ...(confidence === undefined ? [] : [`confidence ${confidence}`])].join(
    ' · ',
  );
  const lines = [about, location, context === undefined ? undefined : `in: ${context}`].filter(
    (line) => line !== undefined,
  );
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
