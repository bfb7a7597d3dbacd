import { describeInChromium } from './describe-in-chromium.ts';
import type { BrowserContextOptions } from 'playwright-core';
import { openPage, type OpenedPage } from './open-page.ts';
import { serveSamples, type ServedSamples } from './serve-samples.ts';

const SERVE_MS = 120_000;

/** How people look at the page. */
export interface Look {
  readonly title: string;
  readonly options: BrowserContextOptions;
}

/** Every screen and state in these looks, with axe. */
export function describeStates(looks: readonly Look[]): void {
  describeInChromium('Accessibility of', (browser) => {
    let served: ServedSamples;
    let opened: OpenedPage[];
    beforeAll(async () => {
      served = await serveSamples();
      // The address lets in once; the session is taken along into each look.
      await using first = await openPage(browser(), served);
      await first.page.locator('[data-cell]').first().waitFor();
      const storageState = await first.page.context().storageState();
      opened = await Promise.all(
        looks.map(({ options }) =>
          openPage(browser(), { url: served.base }, { ...options, storageState }),
        ),
      );
    }, SERVE_MS);
    afterAll(async () => {
      for (const one of opened) await one[Symbol.asyncDispose]();
      await served?.[Symbol.asyncDispose]();
    });

    it('would be reported: axe finds a picture without a name', async () => {
      const [{ page, inaccessible }] = opened as [OpenedPage];
      await page.evaluate(() => document.querySelector('main')?.append(new Image(20, 20)));
      expect(await inaccessible()).toEqual([expect.stringContaining('image-alt')]);
    });

    describe.each(looks.map(({ title }, index) => [title, index] as const))('%s', (_, index) => {
      const look = () => opened[index] as OpenedPage;
      const go = (path: string) => look().page.goto(new URL(path, served.base).href);
      const check = async () => {
        expect(await look().inaccessible()).toEqual([]);
        const { page, troubles } = look();
        const tooWide = await page.evaluate(
          () => document.documentElement.scrollWidth - innerWidth,
        );
        expect(tooWide).toBeLessThanOrEqual(0);
        expect(troubles).toEqual([]);
      };

      it.each([
        ['alerts', '', '[data-cell]'],
        ['images', 'images', '.bars'],
        ['one image', 'image?wall=images&id=IMAGE', '.finding'],
        ['an image that is not there', 'image?id=none', 'h1'],
        [
          'a rule with what it says about a picture',
          'rules?rule=danger-sign&image=IMAGE',
          '.explained',
        ],
        [
          'a rule changed, with its forecast',
          'rules?rule=danger-sign&image=IMAGE&change=allow-text&match=0',
          '.forecast-rule',
        ],
        ['the state', 'health', '.facts'],
        ['no hits', '?q=zzz', '.empty'],
        ['no alerts of a verdict', '?verdict=resolved', '.empty'],
        ['an address without a screen', 'nothing', '.empty'],
      ])('%s', async (_, path, there) => {
        const { items } = await served.get<{ items: { imageId: string }[] }>(
          'api/images?rule=danger-sign',
        );
        await go(path.replace('IMAGE', encodeURIComponent(items[0]?.imageId ?? '')));
        await look().page.locator(there).first().waitFor();
        await check();
      });

      it('a selection, its note, and the list of keys', async () => {
        const { page } = look();
        await go('');
        await page.locator('[data-cell]').first().focus();
        await page.keyboard.press('x');
        await page.getByText('1 selected').waitFor();
        await check();
        await page.keyboard.press('n');
        await page.getByRole('dialog').waitFor();
        await check();
        await page.keyboard.press('Escape');
        await page.keyboard.press('?');
        await page.getByText('Use single keys').waitFor();
        await check();
        await page.keyboard.press('Escape');
      });

      it('the dialogs of adding, of judging all, of days and of the menu of changes', async () => {
        const { page } = look();
        await go('');
        await page.getByRole('button', { name: 'Judge all…' }).click();
        await page.getByRole('dialog').waitFor();
        await check();
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Add', exact: true }).click();
        await page.getByText('Choose files').waitFor();
        await check();
        await page.keyboard.press('Escape');
        const filters = page.locator('.filters-more');
        if (!(await filters.evaluate((details) => (details as HTMLDetailsElement).open)))
          await filters.locator('summary').click();
        await page.getByRole('combobox', { name: 'Time' }).selectOption('days');
        await page.getByLabel('First day').waitFor();
        await check();
        await page.keyboard.press('Escape');
        await page.locator('[data-cell]').first().click();
        await page.locator('.menu summary').first().click();
        await page.locator('.menu-list').first().waitFor();
        await check();
      });

      it('a list that fails, with the advice of the server', async () => {
        const { page } = look();
        await page.route('**/api/alerts?*', (route) =>
          route.fulfill({
            status: 503,
            json: {
              error: 'the store is locked',
              code: 'store-unavailable',
              advice: 'Stop the other process.',
            },
          }),
        );
        await go('');
        await page.getByText('Stop the other process.').waitFor();
        await check();
        await page.unroute('**/api/alerts?*');
        await page.getByRole('button', { name: 'Try again' }).click();
        await page.locator('[data-cell]').first().waitFor();
      });

      it('a server that cannot be reached, and that comes back', async () => {
        const { page } = look();
        await go('');
        await page.locator('[data-cell]').first().waitFor();
        await page.route('**/api/**', (route) => route.abort('connectionrefused'));
        await page.getByRole('link', { name: 'All' }).click();
        await page.getByText('Trying again').waitFor();
        await check();
        await page.unroute('**/api/**');
        await page.locator('[data-cell]').first().waitFor();
        await page.getByText('Trying again').waitFor({ state: 'detached' });
      });

      it('cells that are still loading', async () => {
        const { page } = look();
        let answer = () => {};
        const held = new Promise<void>((resolve) => (answer = resolve));
        await page.route('**/api/alerts?*', async (route) => {
          await held;
          await route.continue();
        });
        await go('?verdict=all');
        await page.getByText('Loading…').waitFor();
        await check();
        answer();
        await page.locator('[data-cell]').first().waitFor();
        await page.unroute('**/api/alerts?*');
      });
    });
  });
}
