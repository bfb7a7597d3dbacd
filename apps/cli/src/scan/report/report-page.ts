import { escapeHtml, printable } from '@glyphwatch/notification-text';
import type { Scanned } from '../../terminal/scanned.ts';
import { count, showName } from '../../terminal/show.ts';
import { summaryParts } from '../../terminal/summary.ts';
import type { Tally } from '../../terminal/tally.ts';
import { version } from '../../version.ts';
import { REPORT_STYLE } from './report-style.ts';

export interface ReportContent {
  readonly tally: Tally;
  /** HTML of the matched images, most severe first. */
  readonly entries: readonly string[];
  readonly unread: readonly Scanned[];
  readonly leftOut: { readonly images: number; readonly pictures: number; readonly unread: number };
}

const LONGEST_REASON = 300;

/** Needs nothing else: no script, no network, no fonts; the policy makes sure of it. */
export function reportPage(content: ReportContent): string {
  const { tally, entries } = content;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Glyphwatch: ${tally.of('MATCHED')} matched of ${count(tally.images, 'image')}</title>
<style>${REPORT_STYLE}</style>
</head>
<body>
<header>
<h1>What Glyphwatch found</h1>
<p class="note">${new Date(tally.startedAt).toISOString().slice(0, 16).replace('T', ' ')} UTC · version ${version()}</p>
${tiles(tally)}
${paragraph(summaryParts(tally).join(' · '))}
${stopped(tally)}${leftOut(content)}</header>
<main>
${section('Matched', entries)}${section('Not read', unreadRows(content))}</main>
</body>
</html>
`;
}

function tiles(tally: Tally): string {
  const numbers: readonly (readonly [number, string])[] = [
    [tally.images, 'images'],
    [tally.of('MATCHED'), 'matched'],
    ...(tally.hasBaseline ? ([[tally.newFindings, 'new findings']] as const) : []),
    [tally.of('UNSUPPORTED', 'GONE', 'FAILED'), 'not read'],
  ];
  const items = numbers.map(([number, label]) => `<li><b>${number}</b> ${label}</li>`);
  return `<ul class="tiles">${items.join('')}</ul>`;
}

function stopped({ left }: Tally): string {
  return left === 0
    ? ''
    : paragraph(`Stopped before the end: ${count(left, 'image')} not scanned.`);
}

function leftOut({ leftOut: { images, pictures, unread } }: ReportContent): string {
  const parts = [
    ...(images > 0 ? [`${count(images, 'matched image')}, the least severe`] : []),
    ...(pictures > 0 ? [`the pictures of ${count(pictures, 'image')}`] : []),
    ...(unread > 0 ? [count(unread, 'image that was not read', 'images that were not read')] : []),
  ];
  if (parts.length === 0) return '';
  return paragraph(`Left out to keep this file small: ${parts.join('; ')}.`);
}

function paragraph(text: string): string {
  return `<p>${escapeHtml(text)}</p>\n`;
}

function section(title: string, items: readonly string[]): string {
  return items.length === 0 ? '' : `<section><h2>${title}</h2>\n${items.join('\n')}\n</section>\n`;
}

function unreadRows({ unread }: ReportContent): string[] {
  return unread.map(({ image, status, reason = '' }) => {
    const why = printable(reason, { maxLength: LONGEST_REASON });
    return `<p><code>${escapeHtml(showName(image))}</code> <span class="note">${status}: ${escapeHtml(why)}</span></p>`;
  });
}
