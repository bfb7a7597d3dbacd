import { agreement } from './agreement.ts';
import type { Label } from './labels.ts';
import type { Reading } from './reading.ts';
import { addImage, emptyScore, type Score } from './score.ts';

/** An image with what each detector read, in their order. */
export interface ComparedImage {
  readonly image: string;
  readonly label?: Label;
  readonly readings: readonly Reading[];
}

export interface ComparedDetector {
  readonly name: string;
  readonly unread: readonly { readonly image: string; readonly reason: string }[];
  /** Images that it did not read to their end. */
  readonly truncated: number;
  readonly secondsPerImage: number;
  /** US dollars, list price; absent if the descriptor has none. */
  readonly pricePerThousand?: number;
  /** Share of the labelled words that it found; what it could not read counts as nothing found. */
  readonly recall?: number;
  /** Share of the words it read that are labelled. */
  readonly precision?: number;
  /** Share of the words of both that it has in common with the first detector. */
  readonly agreement?: number;
}

export interface Comparison {
  readonly images: number;
  readonly labelled: number;
  readonly detectors: readonly ComparedDetector[];
}

export type PricedDetector = Pick<ComparedDetector, 'name' | 'pricePerThousand'>;

export function compare(
  detectors: readonly PricedDetector[],
  images: readonly ComparedImage[],
): Comparison {
  const readingsOf = (at: number): Reading[] =>
    images.flatMap(({ readings }) => readings[at] ?? []);
  const textsOf = (at: number): string[] => readingsOf(at).map(({ text }) => text);
  return {
    images: images.length,
    labelled: images.filter(({ label }) => label).length,
    detectors: detectors.map((detector, at) => {
      const readings = readingsOf(at);
      const seconds = readings.reduce((sum, reading) => sum + reading.seconds, 0);
      return {
        ...detector,
        unread: unreadOf(images, at),
        truncated: readings.filter(({ truncated }) => truncated).length,
        secondsPerImage: readings.length === 0 ? 0 : seconds / readings.length,
        ...sharesOf(scoreOf(images, at)),
        ...(at === 0 ? {} : ifKnown('agreement', agreement(textsOf(0), textsOf(at)))),
      };
    }),
  };
}

function unreadOf(images: readonly ComparedImage[], at: number) {
  return images.flatMap(({ image, readings }) => {
    const reason = readings[at]?.unread;
    return reason === undefined ? [] : [{ image, reason }];
  });
}

function scoreOf(images: readonly ComparedImage[], at: number): Score {
  const score = emptyScore();
  for (const { label, readings } of images)
    if (label) addImage(score, label, readings[at]?.text ?? '');
  return score;
}

function sharesOf({ found, wanted, right, read }: Score) {
  return {
    ...ifKnown('recall', wanted === 0 ? undefined : found / wanted),
    ...ifKnown('precision', read === 0 ? undefined : right / read),
  };
}

function ifKnown(name: 'agreement' | 'recall' | 'precision', value: number | undefined) {
  return value === undefined ? {} : { [name]: value };
}
