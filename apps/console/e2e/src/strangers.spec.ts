import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { cells, seeWall } from '../../src/testing/cells.ts';
import { describeInChromium } from '../../src/testing/describe-in-chromium.ts';
import { openPage, type OpenedPage } from '../../src/testing/open-page.ts';
import { serveSamples, type ServedSamples } from '../../src/testing/serve-samples.ts';

const SERVE_MS = 120_000;
const NAMES = [
  '<img src=x onerror=alert(1)> KEEP OUT.png',
  '\u202Egnp.KEEP OUT.png',
  '"><script>alert(1)</script>.png'.replaceAll('/', '\u2215'),
  `${'long '.repeat(48)}.png`,
  '=cmd|calc!A1.png',
  'مرحبا بالعالم.png',
];

/** A picture with text that looks like markup and that a rule finds. */
const picture = () =>
  sharp(
    Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" width="900" height="240">
      <rect width="900" height="240" fill="white"/>
      <text x="30" y="90" font-family="sans-serif" font-size="44">KEEP OUT &lt;b onclick=alert(1)&gt;</text>
      <text x="30" y="180" font-family="sans-serif" font-size="44">&lt;script&gt;alert(2)&lt;/script&gt;</text>
    </svg>`),
  ).png();

describeInChromium('Names and texts of strangers', (browser) => {
  let served: ServedSamples;
  let opened: OpenedPage;
  beforeAll(async () => {
    served = await serveSamples({
      args: ['--base-path', '/x/'],
      images: 8 + NAMES.length,
      prepare: async (folder) => {
        for (const name of NAMES) await writeFile(join(folder, name), await picture().toBuffer());
      },
    });
    opened = await openPage(browser(), served, { timezoneId: 'Pacific/Kiritimati' });
  }, SERVE_MS);
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await served?.[Symbol.asyncDispose]();
  });

  it('are shown as text on walls and images below a base path, and run nothing', async () => {
    const { page, troubles } = opened;
    const outside: string[] = [];
    page.on('request', (request) => {
      if (!request.url().startsWith(served.base)) outside.push(request.url());
    });
    expect(served.base).toMatch(/\/x\/$/);
    for (const path of ['images', '?verdict=all']) {
      await page.goto(new URL(path, served.base).href);
      await seeWall(page);
      expect(await page.locator('bdi > *:not(bdi):not(mark)').count()).toBe(0);
    }
    await page
      .getByText(NAMES[0] ?? '')
      .first()
      .waitFor();
    expect(await page.getByText('gnp.KEEP OUT.png').count()).toBe(1);
    expect(await page.content()).not.toMatch(/[\u202a-\u202e]/);
    const links = await cells(page).evaluateAll((all) =>
      all.map((link) => (link as HTMLAnchorElement).href),
    );
    for (const href of links) {
      await page.goto(href);
      await page.locator('.finding').first().waitFor();
      expect(
        await page.evaluate(() => document.documentElement.scrollWidth - innerWidth),
      ).toBeLessThanOrEqual(0);
    }
    for (const path of ['rules', 'health']) {
      await page.goto(new URL(path, served.base).href);
      await page.locator('main :is(.panel, .empty)').first().waitFor();
    }
    expect(links.length).toBeGreaterThan(NAMES.length);
    expect(outside).toEqual([]);
    expect(troubles).toEqual([]);
  });
});
