import type { ImageCell } from '@glyphwatch/console-api/shapes';
import type { Route } from 'playwright-core';
import { cells, seeWall } from '../../src/testing/cells.ts';
import { describeInChromium } from '../../src/testing/describe-in-chromium.ts';
import { openPage, type OpenedPage } from '../../src/testing/open-page.ts';
import { serveSamples, type ServedSamples } from '../../src/testing/serve-samples.ts';

const SERVE_MS = 120_000;
const IMAGES = 6_000;
const PAGE = 60;

/** As long a list as the command would give for many images; reading so many would take an hour. */
async function longList(route: Route, some: ImageCell): Promise<void> {
  const from = Number(new URL(route.request().url()).searchParams.get('cursor') ?? 0);
  const items = Array.from({ length: PAGE }, (_, index) => ({
    ...some,
    imageId: index + from === 0 ? some.imageId : `image ${from + index}`,
    name: `image ${from + index}`,
  }));
  const cursor = from + PAGE < IMAGES ? { cursor: String(from + PAGE) } : {};
  await route.fulfill({ json: { items, ...cursor } });
}

describeInChromium('A wall of thousands', (browser) => {
  let served: ServedSamples;
  let opened: OpenedPage;
  beforeAll(async () => {
    served = await serveSamples();
    opened = await openPage(browser(), served);
    const { items } = await served.get<{ items: [ImageCell] }>('api/images?limit=1');
    await opened.page.route('**/api/images?*', (route) => longList(route, items[0]));
  }, SERVE_MS);
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await served?.[Symbol.asyncDispose]();
  });

  it('mounts what is near the view, keeps the focused cell, and comes back to it', async () => {
    const { page } = opened;
    await page.goto(new URL('images', served.base).href);
    await seeWall(page);
    await cells(page).first().focus();
    const last = () => page.evaluate(() => document.documentElement.scrollHeight);
    for (let height = 0; height < 60_000; height = await last())
      await page.evaluate(() => {
        scrollTo(0, document.documentElement.scrollHeight);
        return new Promise((next) => requestAnimationFrame(next));
      });
    expect(await page.evaluate(() => document.querySelectorAll('*').length)).toBeLessThan(3_000);
    expect(
      await page.evaluate(() => document.activeElement?.getAttribute('data-cell')),
    ).toBeTruthy();
    const far = cells(page).nth(-8);
    const id = await far.getAttribute('data-cell');
    expect(Number(/\d+/.exec(id ?? '')?.[0])).toBeGreaterThan(800);
    await far.click();
    await page.waitForURL(/image\?/);
    await page.goBack();
    await page.waitForFunction(
      (cell) => document.activeElement?.getAttribute('data-cell') === cell,
      id,
    );
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(20_000);
    expect(opened.troubles).toEqual([]);
  });
});
