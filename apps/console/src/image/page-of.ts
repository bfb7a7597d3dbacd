import type { Image } from '@glyphwatch/console-api/shapes';
import type { Size } from './view-box.ts';

/** The page that the address names, or else the first one on which something was found. */
export function pageOf({ findings, pages }: Image, named: string | undefined): number {
  const number = Number(named);
  if (Number.isInteger(number) && number >= 1 && number <= (pages?.length ?? 1)) return number;
  return findings[0]?.matches[0]?.page ?? 1;
}

/** Of a page in pixels; a usual shape where nobody knows it. */
export function sizeOf(image: Image, page: number): Size {
  const of = image.pages?.find(({ number }) => number === page) ?? image;
  return { width: of.width ?? image.width ?? 1_200, height: of.height ?? image.height ?? 900 };
}
