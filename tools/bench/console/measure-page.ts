import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Browser, Page } from 'playwright-core';
import { WORDS } from './fill-store.ts';
import { longestTask } from './longest-task.ts';
import { percentilesOf, type Row } from './row.ts';
import { Served } from './served.ts';

const CPU_DIVIDED_BY = 4;
const FIRST_CELLS_MS = 1500;
const LONGEST_TASK_MS = 100;
const NEXT_IMAGE_MS = 100;
const MOST_NODES = 3000;
const LOOK_MS = 5;
const SCROLLS = 60;
const IMAGES = 20;
const VIEW = { width: 1280, height: 800 };
const CELL = '[data-cell]';
const SEARCH = 'input[aria-label="Search text"]';

/** The page in a real Chromium over many results. */
export async function measurePage(browser: Browser, file: string): Promise<Row[]> {
  await using served = await Served.start(dirname(file), ['--store', file, '--no-rules']);
  const context = await browser.newContext({ viewport: VIEW });
  try {
    const page = await context.newPage();
    await page.goto(served.url);
    await page.locator(CELL).first().waitFor();
    const slow = await firstCells(page, served.url);
    let nodes = 0;
    const scrolling = await longestTask(browser, page, async () => (nodes = await scroll(page)));
    const searching = await longestTask(browser, page, () => search(page));
    let times: readonly number[] = [];
    const walking = await longestTask(browser, page, async () => (times = await walk(page)));
    return [
      { what: `page: first cells at CPU / ${CPU_DIVIDED_BY}`, worst: slow, goal: FIRST_CELLS_MS },
      ...Object.entries({ scrolling, searching, 'walking images': walking }).map(
        ([what, task]): Row => ({
          ...{ what: `page: longest task, ${what}`, ...task },
          goal: LONGEST_TASK_MS,
        }),
      ),
      { what: 'page: key to next image', ...percentilesOf(times), goal: NEXT_IMAGE_MS },
      { what: 'page: DOM nodes at most', value: String(nodes), isMet: nodes <= MOST_NODES },
    ];
  } finally {
    await context.close();
  }
}

const SCROLL_DOWN = `
  scrollTo(0, document.documentElement.scrollHeight);
  new Promise((next) => setTimeout(next, 50)).then(() => document.querySelectorAll('*').length)`;

async function firstCells(page: Page, url: string): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('Emulation.setCPUThrottlingRate', { rate: CPU_DIVIDED_BY });
  await page.goto(new URL('images', url).href);
  await page.locator(CELL).first().waitFor();
  const ms = await page.evaluate<number>('performance.now()');
  await session.send('Emulation.setCPUThrottlingRate', { rate: 1 });
  return ms;
}

/** Resolves to how many nodes the page had at most. */
async function scroll(page: Page): Promise<number> {
  let nodes = 0;
  for (let times = 0; times < SCROLLS; times += 1)
    nodes = Math.max(nodes, await page.evaluate<number>(SCROLL_DOWN));
  return nodes;
}

async function search(page: Page): Promise<void> {
  await page.evaluate('scrollTo(0, 0)');
  for (const word of Object.values(WORDS)) {
    await page.locator(SEARCH).fill(word);
    await page.waitForURL(new RegExp(`q=${word}`));
    await page.locator(CELL).first().waitFor();
  }
  await page.locator(SEARCH).fill('');
  await page.waitForURL((url) => !url.search.includes('q='));
  await page.locator(CELL).first().waitFor();
}

async function walk(page: Page): Promise<number[]> {
  await page.locator(CELL).first().click();
  await page.waitForURL(/image\?/);
  await page.locator('h1').first().waitFor();
  const times: number[] = [];
  for (let image = 0; image < IMAGES; image += 1) {
    const [title, startedAt] = [await page.title(), performance.now()];
    await page.keyboard.press('PageDown');
    while ((await page.title()) === title) await wait(LOOK_MS);
    times.push(performance.now() - startedAt);
  }
  return times;
}
