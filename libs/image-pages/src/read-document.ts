import {
  type Box,
  type DetectedLine,
  type DetectedPage,
  GlyphwatchError,
  type OnPage,
  type TextDetection,
} from '@glyphwatch/domain';
import type { OpenedPages, Pixels } from './opened-pages.ts';
import { pagesWithin, type ReadLimits, readPages } from './read-pages.ts';

export type PageText = Pick<
  TextDetection,
  'width' | 'height' | 'unseenBelow' | 'unknownScript' | 'lines'
>;

/** What a detector finds, but for its own name. */
export type DocumentText = Omit<TextDetection, 'provider' | 'modelVersion'>;

/** Reads a picture, or the pages of a document one after the other, so that memory holds one. */
export async function readDocument(
  opened: OpenedPages,
  limits: ReadLimits,
  readPage: (page: Pixels) => Promise<PageText>,
  onPage?: OnPage,
): Promise<DocumentText> {
  const only = opened.count === 1 ? await opened.page(1) : undefined;
  if (only && only.lacks === undefined) return { ...(await readPage(only)), truncated: false };
  return readPagesOf(opened, limits, readPage, onPage);
}

async function readPagesOf(
  opened: OpenedPages,
  limits: ReadLimits,
  readPage: (page: Pixels) => Promise<PageText>,
  onPage?: OnPage,
): Promise<DocumentText> {
  const pages: DetectedPage[] = [];
  const lines: DetectedLine[] = [];
  const unseen: number[] = [];
  let hasUnknown = false;
  let last: readonly DetectedLine[] = [];
  for await (const one of readPages(opened, limits)) {
    const { number } = one;
    if ('unread' in one) pages.push({ number, unread: one.unread });
    else {
      const { lines: found, unseenBelow, unknownScript } = await readPage(one.page);
      const added = opened.kind === 'frames' ? found.filter((line) => !isIn(last, line)) : found;
      lines.push(...added.map((line) => ({ ...line, page: number })));
      const { full, lacks } = one.page;
      pages.push({ number, ...full, ...(lacks === undefined ? {} : { unread: lacks }) });
      if (unseenBelow !== undefined) unseen.push(unseenBelow);
      hasUnknown ||= unknownScript === true;
      last = found;
    }
    await onPage?.();
  }
  return {
    ...sizeOf(pages),
    ...(unseen.length === 0 ? {} : { unseenBelow: Math.max(...unseen) }),
    ...(hasUnknown ? { unknownScript: true } : {}),
    ...partRead(pages, opened.count, pagesWithin(opened, limits)),
    lines,
  };
}

/** Otherwise every frame of an animation would count a sign that stays. */
function isIn(lines: readonly DetectedLine[], { text, box }: DetectedLine): boolean {
  return lines.some((line) => line.text === text && isSamePlace(line.box, box));
}

function isSamePlace(one: Box, other: Box): boolean {
  const across = Math.abs(one.left + one.width / 2 - other.left - other.width / 2);
  const down = Math.abs(one.top + one.height / 2 - other.top - other.height / 2);
  return across < one.width / 2 && down < one.height / 2;
}

/** Fails with `image-unsupported` when no page could be read. */
function sizeOf(pages: readonly DetectedPage[]): Pick<DetectedPage, 'width' | 'height'> {
  const first = pages.find(({ width }) => width !== undefined);
  if (!first)
    throw new GlyphwatchError('image-unsupported', pages[0]?.unread ?? 'It has no pages.');
  const { width, height } = first;
  return { ...(width === undefined ? {} : { width }), ...(height === undefined ? {} : { height }) };
}

function partRead(pages: readonly DetectedPage[], pageCount: number, seen: number) {
  const unread = pages.filter((page) => page.unread !== undefined).length;
  const pagesRead = seen - unread;
  const truncated = pagesRead < pageCount;
  return { pages, pageCount, truncated, ...(truncated ? { pagesRead } : {}) };
}
