import {
  type Match,
  maskDetection,
  type RuleMatch,
  SEVERITIES,
  showConfidence,
} from '@glyphwatch/domain';
import { escapeHtml, printable, printableLines } from '@glyphwatch/notification-text';
import { type Disclosure, maskFor, matchTextFor } from '../../terminal/describe-image.ts';
import { count, showName } from '../../terminal/show.ts';
import type { Scanned } from '../../terminal/scanned.ts';

const MAX_MATCHES = 20;
const LONGEST_LINE = 300;
const LONGEST_TEXT = 4000;

/** The card of a matched image; the pictures are put in last. */
export function matchedEntry(
  scanned: Scanned,
  disclosure: Disclosure,
): (pictures: string) => string {
  const rules = scanned.ruleMatches.toSorted((a, b) => rank(b) - rank(a));
  const items = rules.flatMap((rule) => itemsOf(rule, scanned, disclosure));
  const shown = items.slice(0, MAX_MATCHES).join('');
  const more = items.length - MAX_MATCHES;
  const rest =
    more > 0 ? `<li class="note">and ${count(more, 'more match', 'more matches')}</li>` : '';
  const name = escapeHtml(showName(scanned.image));
  const text = textOf(scanned, disclosure);
  return (pictures) =>
    `<article><h3>${name}</h3><div class="card"><div class="pictures">${pictures}</div>` +
    `<div><ul class="matches">${shown}${rest}</ul>${text}</div></div></article>`;
}

function rank({ severity }: RuleMatch): number {
  return SEVERITIES.indexOf(severity);
}

function itemsOf(rule: RuleMatch, scanned: Scanned, disclosure: Disclosure): string[] {
  const { known } = scanned;
  const textOfMatch = matchTextFor(rule, scanned, disclosure);
  const about = rule.description === undefined ? '' : ` – ${line(rule.description)}`;
  return rule.matches.map((match) => {
    const isKnown = known?.has(match.fingerprint) === true;
    return (
      `<li><span class="badge ${rule.severity}">${rule.severity}</span> <strong>${line(rule.ruleId)}</strong>${about}` +
      `${isKnown ? ' <span class="badge">known</span>' : ''}<br>` +
      `${found(match, textOfMatch(match), maskFor(rule, disclosure)(match.value))}</li>`
    );
  });
}

function found({ text, via, confidence, page }: Match, shown: string, value: string): string {
  if (text === '') return `“${line(value)}” is missing`;
  const facts = [
    ...(via === 'exact' ? [] : [`${via} for “${line(value)}”`]),
    showConfidence(confidence),
    ...(page === undefined ? [] : [`page ${page}`]),
  ];
  return `<mark>${line(shown)}</mark> <span class="note">${facts.join(' · ')}</span>`;
}

function textOf({ detection, ruleMatches }: Scanned, { reveal }: Disclosure): string {
  if (!detection || detection.lines.length === 0) return '';
  const { lines } = reveal ? detection : maskDetection(detection, ruleMatches);
  const text = printableLines(lines.map((one) => one.text).join('\n'), { maxLength: LONGEST_TEXT });
  return `<details><summary>${count(lines.length, 'line')} of text</summary><pre>${escapeHtml(text)}</pre></details>`;
}

function line(text: string): string {
  return escapeHtml(printable(text, { maxLength: LONGEST_LINE }));
}
