import type { Language, Locale } from '@glyphwatch/domain';
import { DE } from './phrases-de.ts';
import { EN } from './phrases-en.ts';
import type { Phrases } from './phrases.ts';

const PHRASES: Readonly<Record<Language, Phrases>> = { en: EN, de: DE };

export const DEFAULT_LOCALE: Locale = { language: 'en', zone: 'UTC' };

/** The phrases of a language, with times by the clocks of a zone. */
export interface Words extends Phrases {
  /** `24 Nov 2026, 20:48:40 UTC` */
  time(milliseconds: number): string;
  /** `20:48 UTC` */
  clock(milliseconds: number): string;
  /** `24 Nov 2026, 22:00 – 25 Nov 2026, 07:00 CET` */
  period(since: number, until: number): string;
}

const known = new Map<string, Words>();

export function wordsOf({ language, zone }: Locale = DEFAULT_LOCALE): Words {
  const key = `${language} ${zone}`;
  const words = known.get(key) ?? wordsFor(PHRASES[language], zone);
  known.set(key, words);
  return words;
}

function wordsFor(phrases: Phrases, timeZone: string): Words {
  const { tag, unknownTime } = phrases;
  const zoned = { timeZone, timeZoneName: 'short' } as const;
  const hours = { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const;
  const day = { day: 'numeric', month: 'short', year: 'numeric' } as const;
  const times = new Intl.DateTimeFormat(tag, { ...day, ...hours, second: '2-digit', ...zoned });
  const clocks = new Intl.DateTimeFormat(tag, { ...hours, ...zoned });
  const periods = new Intl.DateTimeFormat(tag, { ...day, ...hours, ...zoned });
  const shown = (word: () => string, ...at: readonly number[]): string =>
    at.some((one) => Number.isNaN(new Date(one).getTime())) ? unknownTime : spaced(word());
  return {
    ...phrases,
    time: (at) => shown(() => times.format(at), at),
    clock: (at) => shown(() => clocks.format(at), at),
    period: (since, until) => shown(() => periods.formatRange(since, until), since, until),
  };
}

/** Instead of the narrow and unbreakable spaces of `Intl`, which some channels do not show. */
function spaced(text: string): string {
  return text.replace(/\p{Zs}/gu, ' ');
}

/** The label of a link to the picture. */
export function openPicture(locale: Locale | undefined): string {
  return wordsOf(locale).facts.link;
}

/** What stands before the reason why there is no picture. */
export function noPicture(locale: Locale | undefined): string {
  return wordsOf(locale).noPicture;
}
