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

/** `12 images: 3 matched, 9 without a match · 6.2 s, 1.9 images/s` */
export function summaryOf(tally: Tally, now: number): string {
  const seconds = (now - tally.startedAt) / 1000;
  const counts = tally.counts.map(([status, number]) => `${number} ${IN_WORDS[status]}`).join(', ');
  const rate = seconds > 0 ? `, ${(tally.images / seconds).toFixed(1)} images/s` : '';
  return `${count(tally.images, 'image')}${counts ? `: ${counts}` : ''} · ${seconds.toFixed(1)} s${rate}\n`;
}
