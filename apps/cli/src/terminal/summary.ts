import type { Status } from '@glyphwatch/domain';
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

/** `12 images: 3 matched, 9 without a match, 1 read in part · passed over: 2 svg · 6.2 s, 1.9 images/s` */
export function summaryOf(tally: Tally, now: number): string {
  const seconds = (now - tally.startedAt) / 1000;
  const counts = [
    ...tally.counts.map(([status, number]) => `${number} ${IN_WORDS[status]}`),
    ...(tally.readInPart > 0 ? [`${tally.readInPart} read in part`] : []),
    ...(tally.glancedAt > 0 ? [`small text not looked for in ${tally.glancedAt}`] : []),
  ].join(', ');
  const rate = seconds > 0 ? `, ${(tally.images / seconds).toFixed(1)} images/s` : '';
  const parts = [
    `${count(tally.images, 'image')}${counts ? `: ${counts}` : ''}`,
    ...passedOver(tally),
    `${seconds.toFixed(1)} s${rate}`,
  ];
  return `${parts.join(' · ')}\n${scriptHint(tally)}`;
}

/** The detector cannot tell which script it is. */
function scriptHint({ unknownScript }: Tally): string {
  if (unknownScript === 0) return '';
  const seem = unknownScript === 1 ? 'image seems' : 'images seem';
  return `${unknownScript} ${seem} to hold text in a script that was not read. If so, name its language in the detector's settings: languages: [ru]\n`;
}

function passedOver(tally: Tally): string[] {
  if (tally.passedOver.length === 0) return [];
  const kinds = tally.passedOver.map(([kind, number]) => `${number} ${kind}`);
  return [`passed over: ${kinds.join(', ')}`];
}
