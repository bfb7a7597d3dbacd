import { boxAround } from '@glyphwatch/domain';
import { boxesOf, coversOf, cutOut, type MatchBox, thumbnails } from '@glyphwatch/match-picture';
import type { Disclosure } from '../../terminal/describe-image.ts';
import type { Scanned } from '../../terminal/scanned.ts';

export interface ReportPicture {
  readonly caption: string;
  readonly jpeg: Uint8Array;
}

export interface ReportPictures {
  readonly pictures: readonly ReportPicture[];
  /** Further pages with a match, which are not shown. */
  readonly morePages: number;
}

const MAX_SIDE = 720;
const MAX_PAGES = 3;
/** A match that fills less than this share of its page gets a close-up. */
const SMALL = 0.3;

/** Each page with a match, and a close-up of what is small there; the matches of sensitive rules are covered. */
export async function reportPictures(
  image: Uint8Array,
  { ruleMatches, detection }: Pick<Scanned, 'ruleMatches' | 'detection'>,
  { reveal }: Disclosure,
): Promise<ReportPictures> {
  const rules = reveal ? ruleMatches.map((rule) => ({ ...rule, sensitive: false })) : ruleMatches;
  const boxes = boxesOf(rules);
  const drawn = [...boxes, ...coversOf(detection, rules)];
  const pictures: ReportPicture[] = [];
  const morePages = Math.max(0, new Set(boxes.map(({ page }) => page)).size - MAX_PAGES);
  for await (const { page, jpeg } of thumbnails(image, drawn, MAX_SIDE)) {
    if (pictures.length === MAX_PAGES) break;
    pictures.push({ caption: page === undefined ? 'The whole picture' : `Page ${page}`, jpeg });
  }
  if (!isSmall(boxes)) return { pictures, morePages };
  const jpeg = await cutOut(image, drawn, { maxSide: MAX_SIDE });
  return { pictures: [{ caption: 'Close-up', jpeg }, ...pictures], morePages };
}

function isSmall(boxes: readonly MatchBox[]): boolean {
  const page = boxes[0]?.page;
  const points = boxes
    .filter((box) => box.page === page)
    .flatMap(({ polygons }) => polygons.flat());
  if (points.length === 0) return false;
  const { width, height } = boxAround(points);
  return Math.max(width, height) < SMALL;
}
