import type { Page } from '../../index.ts';

/** A list with more pages goes round in circles. */
const MAX_PAGES = 1000;

/** Reads page after page; only the last may be short. */
export async function allPages<T>(
  limit: number,
  read: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const seen: T[] = [];
  let page = await read({ limit });
  for (let pages = 1; ; pages += 1) {
    seen.push(...page.items);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    if (page.cursor === undefined) return seen;
    expect(page.items).toHaveLength(limit);
    if (pages > MAX_PAGES) throw new Error(`more than ${MAX_PAGES} pages`);
    page = await read({ limit, cursor: page.cursor });
  }
}
