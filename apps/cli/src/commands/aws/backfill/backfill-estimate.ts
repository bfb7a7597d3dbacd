import { count, showName } from '../../../terminal/show.ts';
import type { ListedImage } from './list-images.ts';
import type { BackfillOptions } from './options.ts';
import type { Plan } from './plan.ts';

/** As JSON prints it. A contract: fields are only ever added. */
export interface Estimate {
  readonly images: number;
  readonly bytes: number;
  readonly skipped: number;
  /** At most, in the currency of the bill: known images cost nothing. */
  readonly cost: number;
  readonly costPerImage: number;
  readonly perSecond: number;
  readonly seconds: number;
}

export async function estimateBackfill(
  listed: AsyncIterable<ListedImage>,
  { filter, perSecond, costPerImage }: Plan,
): Promise<Estimate> {
  let [images, bytes, skipped] = [0, 0, 0];
  for await (const image of listed) {
    if (filter.accepts(image)) {
      images += 1;
      bytes += image.size;
    } else {
      skipped += 1;
    }
  }
  // Drops the noise of binary fractions: 3 × 0.1 is not 0.30000000000000004.
  const cost = Number((images * costPerImage).toPrecision(12));
  const seconds = Math.ceil(images / perSecond);
  return { images, bytes, skipped, cost, costPerImage, perSecond, seconds };
}

export function estimateInWords(
  { images, bytes, skipped, cost, costPerImage, perSecond, seconds }: Estimate,
  { prefix = '', again = false }: Pick<BackfillOptions, 'prefix' | 'again'>,
): string {
  const where = prefix === '' ? 'in the bucket' : `below ${showName(prefix)}`;
  const known = again ? 'known images may be read again' : 'known images cost nothing';
  return [
    `${count(images, 'image')} (${sizeInWords(bytes)}) ${where}; ${count(skipped, 'other object')} skipped by the upload rule`,
    `at most ${costInWords(cost)} for text detection (${costPerImage} each; ${known})`,
    `about ${timeInWords(seconds)} at ${perSecond} per second`,
    '',
  ].join('\n');
}

/** Two digits even of a small amount, which would otherwise round to 0.00. */
function costInWords(cost: number): string {
  return cost < 1 ? String(Number(cost.toPrecision(2))) : cost.toFixed(2);
}

function sizeInWords(bytes: number): string {
  const units = ['bytes', 'kB', 'MB', 'GB', 'TB'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, bytes)) / 3));
  return `${(bytes / 1000 ** step).toFixed(step === 0 ? 0 : 1)} ${units[step]}`;
}

function timeInWords(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 120) return `${minutes} min`;
  const hours = Math.round(minutes / 60);
  return hours < 72 ? `${hours} h` : `${Math.round(hours / 24)} days`;
}
