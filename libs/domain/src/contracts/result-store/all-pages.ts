import type { Page } from '../../index.ts';

/** A list that gives this many pages goes round in circles. */
const MOST_PAGES = 1000;

/** Turns the pages over one by one; none but the last may be short. */
export async function allPages<T>(
  limit: number,
  turn: (query: { limit: number; cursor?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const seen: T[] = [];
  let page = await turn({ limit });
  for (let pages = 1; ; pages += 1) {
    seen.push(...page.items);
    expect(page.items.length).toBeLessThanOrEqual(limit);
    if (page.cursor === undefined) return seen;
    expect(page.items).toHaveLength(limit);
    if (pages > MOST_PAGES) throw new Error(`there is still a page after ${MOST_PAGES}`);
    page = await turn({ limit, cursor: page.cursor });
  }
}
