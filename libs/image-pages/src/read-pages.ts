import { hasErrorCode, messageForUsers } from '@glyphwatch/domain';
import { greyCopy, showsSomethingNew } from './grey-copy.ts';
import type { OpenedPages, Pixels } from './opened-pages.ts';

export interface ReadLimits {
  readonly maxPages: number;
  readonly maxFrames: number;
}

export type ReadPage =
  | { readonly number: number; readonly page: Pixels }
  /** Why it cannot be decoded. */
  | { readonly number: number; readonly unread: string };

/** How many pages or frames `readPages` goes through. */
export function pagesWithin({ kind, count }: OpenedPages, limits: ReadLimits): number {
  return Math.min(count, kind === 'frames' ? limits.maxFrames : limits.maxPages);
}

/**
 * Decodes one page after the other, up to the limit. Frames of an animation that show what the last one given showed are
 * left out.
 */
export async function* readPages(
  opened: OpenedPages,
  limits: ReadLimits,
): AsyncGenerator<ReadPage> {
  let last: Uint8Array | undefined;
  for (let number = 1; number <= pagesWithin(opened, limits); number++) {
    let page: Pixels;
    try {
      page = await opened.page(number);
    } catch (error) {
      if (!hasErrorCode(error, 'image-unsupported')) throw error;
      yield { number, unread: messageForUsers(error) };
      continue;
    }
    if (opened.kind === 'frames') {
      const grey = await greyCopy(page);
      if (last && !showsSomethingNew(last, grey)) continue;
      last = grey;
    }
    yield { number, page };
  }
}
