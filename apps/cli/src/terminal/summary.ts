import { type Status, STATUSES } from '@glyphwatch/domain';
import type { Tally } from './tally.ts';
import { count } from './show.ts';

const IN_WORDS: Readonly<Record<Status, string>> = {
  PROCESSING: 'being processed by another run',
  MATCHED: 'matched',
  NO_MATCH: 'without a match',
  NO_TEXT: 'without text',
  UNSUPPORTED: 'unsupported',
  GONE: 'gone',
  FAILED: 'failed',
};

/** `12 images: 3 matched, 9 without a match, 1 read in part · passed over: 2 svg, 1 other file · 6.2 s, 1.9 images/s` */
export function summaryOf(tally: Tally, now: number): string {
  const seconds = (now - tally.startedAt) / 1000;
  const rate = seconds > 0 ? `, ${(tally.images / seconds).toFixed(1)} images/s` : '';
  const parts = [...summaryParts(tally), `${seconds.toFixed(1)} s${rate}`];
  return `${parts.join(' · ')}\n${scriptHint(tally)}`;
}

export function summaryParts(tally: Tally): string[] {
  const counts = [...statuses(tally), ...halfSeen(tally)].join(', ');
  const others = tally.others > 0 ? [count(tally.others, 'other file')] : [];
  return [
    `${count(tally.images, 'image')}${counts ? `: ${counts}` : ''}`,
    ...findings(tally),
    ...passedOver([...pictures(tally), ...others]),
  ];
}

/** What no match says nothing about: `1 unsupported, 1 read in part, passed over: 2 svg`; `undefined` if all was looked at. */
export function notLookedAt(tally: Tally): string | undefined {
  const unread = statuses(tally, ['PROCESSING', 'UNSUPPORTED', 'GONE', 'FAILED']);
  const script = tally.unknownScript > 0 ? [`another script in ${tally.unknownScript}`] : [];
  const parts = [...unread, ...halfSeen(tally), ...script, ...passedOver(pictures(tally))];
  return parts.length === 0 ? undefined : parts.join(', ');
}

function statuses(tally: Tally, of: readonly Status[] = STATUSES): string[] {
  return tally.counts
    .filter(([status]) => of.includes(status))
    .map(([status, number]) => `${number} ${IN_WORDS[status]}`);
}

function findings({ hasBaseline, knownFindings, newFindings }: Tally): string[] {
  return hasBaseline ? [`findings: ${knownFindings} known, ${newFindings} new`] : [];
}

function halfSeen({ readInPart, glancedAt }: Tally): string[] {
  return [
    ...(readInPart > 0 ? [`${readInPart} read in part`] : []),
    ...(glancedAt > 0 ? [`small text not looked for in ${glancedAt}`] : []),
  ];
}

/** The detector cannot tell which script it is. */
function scriptHint({ unknownScript }: Tally): string {
  if (unknownScript === 0) return '';
  const seem = unknownScript === 1 ? 'image seems' : 'images seem';
  return `${unknownScript} ${seem} to hold text in a script that was not read. If so, name its language in the detector's settings: languages: [ru]\n`;
}

function pictures({ passedOverPictures }: Tally): string[] {
  return passedOverPictures.map(([kind, number]) =>
    kind === 'link' ? `${count(number, 'link')} (see --follow-links)` : `${number} ${kind}`,
  );
}

function passedOver(counts: readonly string[]): string[] {
  return counts.length === 0 ? [] : [`passed over: ${counts.join(', ')}`];
}
