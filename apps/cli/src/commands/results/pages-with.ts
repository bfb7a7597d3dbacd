import { maskDetection, type Result } from '@glyphwatch/domain';

const MAX_PAGES = 3;

/**
 * `page 3 of 12`, `pages 3, 5, 6 … of 12`: where most of the words are; `undefined` for an image of one page. What a
 * sensitive rule matched is not looked at.
 */
export function pagesWith(
  words: readonly string[],
  { detection, ruleMatches }: Result,
): string | undefined {
  if (detection?.pageCount === undefined) return undefined;
  const wanted = words.map((word) => word.toLowerCase());
  const found = new Map<number, Set<string>>();
  for (const { text, page = 1 } of maskDetection(detection, ruleMatches).lines) {
    const line = text.toLowerCase();
    const here = found.get(page) ?? new Set();
    found.set(page, here);
    for (const word of wanted) if (line.includes(word)) here.add(word);
  }
  const most = Math.max(0, ...[...found.values()].map(({ size }) => size));
  const pages = [...found].filter(([, { size }]) => size === most).map(([page]) => page);
  return most === 0 ? undefined : describe(pages, detection.pageCount);
}

function describe(pages: readonly number[], pageCount: number): string {
  const shown = pages.slice(0, MAX_PAGES).join(', ');
  const more = pages.length > MAX_PAGES ? ' …' : '';
  return `${pages.length === 1 ? 'page' : 'pages'} ${shown}${more} of ${pageCount}`;
}
