import { printableJson } from '@glyphwatch/notification-text';
import type { Format } from './format.ts';
import type { Scanned } from './scanned.ts';
import type { Tally } from './tally.ts';
import { describeImage } from './describe-image.ts';
import { imageRows, type TableOptions } from './image-table.ts';
import { summaryOf } from './summary.ts';

export interface ImagePrinter {
  image(scanned: Scanned): string;
  end(tally: Tally, now: number): string;
}

export function imagePrinter(format: Format, options: TableOptions): ImagePrinter {
  const json = (scanned: Scanned): string => printableJson(describeImage(scanned, options));
  switch (format) {
    case 'table':
      return { image: (scanned) => imageRows(scanned, options), end: summaryOf };
    case 'jsonl':
      return {
        image: (scanned) => `${json(scanned)}\n`,
        end: (tally) =>
          passedOver(tally)
            .map((text) => `${text}\n`)
            .join(''),
      };
    case 'json':
      return arrayPrinter(json);
  }
}

/** Writes the array as it grows, so that a long run needs no memory for it. */
function arrayPrinter(json: (scanned: Scanned) => string): ImagePrinter {
  let separator = '[\n';
  const piece = (text: string): string => {
    const written = `${separator}${text}`;
    separator = ',\n';
    return written;
  };
  return {
    image: (scanned) => piece(json(scanned)),
    end: (tally) => {
      const last = passedOver(tally).map(piece).join('');
      return separator === '[\n' ? '[]\n' : `${last}\n]\n`;
    },
  };
}

/**
 * After the images, if pictures were passed over: `{ "passedOver": { "svg": 2, "other": 1 } }`. Other files alone are not
 * worth an object that a program may not expect.
 */
function passedOver(tally: Tally): string[] {
  const kinds = Object.fromEntries(tally.passedOver);
  return tally.passedOverPictures.length === 0 ? [] : [printableJson({ passedOver: kinds })];
}
