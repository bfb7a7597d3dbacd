import { GlyphwatchError } from './errors.ts';

/** Shorter pieces of words are in nearly every text. Accents do not count: `é` is one character. */
export const MIN_FRAGMENT_LENGTH = 3;

export function refuseShortFragments(fragments: readonly string[] = []): void {
  const short = fragments.find((one) => [...foldAccents(one)].length < MIN_FRAGMENT_LENGTH);
  if (short === undefined) return;
  throw new GlyphwatchError(
    'store-misconfigured',
    `${JSON.stringify(short)} is too short to search inside words: give at least ${MIN_FRAGMENT_LENGTH} ` +
      'characters, or search for whole words.',
  );
}

export function foldAccents(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '');
}
