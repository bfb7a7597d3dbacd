import { seeWall } from '../../src/testing/cells.ts';
import { describeInChromium } from '../../src/testing/describe-in-chromium.ts';
import { openPage } from '../../src/testing/open-page.ts';
import { serveDeployed } from '../../src/testing/serve-deployed.ts';
import { serveSamples } from '../../src/testing/serve-samples.ts';

const SERVE_MS = 120_000;

describeInChromium('A deployed console', (browser) => {
  it(
    'has people sign in, brings them back to where they were, and keeps the token in memory only',
    async () => {
      await using samples = await serveSamples();
      await using deployed = await serveDeployed(samples);
      await using opened = await openPage(browser(), {
        url: `${deployed.url}images?status=MATCHED`,
      });
      const { page } = opened;
      await seeWall(page);
      expect(page.url()).toBe(`${deployed.url}images?status=MATCHED`);
      const [asked] = deployed.asked;
      expect(Object.fromEntries(asked ?? [])).toMatchObject({
        ...{ response_type: 'code', code_challenge_method: 'S256', client_id: 'console-page' },
        ...{ redirect_uri: deployed.url, audience: 'https://watch.example.com/api' },
      });
      const kept = await page.evaluate(() =>
        JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]),
      );
      expect(kept).toBe('[{},{},""]');
      const picture = page.locator('[data-cell] img[src^="data:image/webp"]').first();
      await picture.waitFor();
      expect(await picture.evaluate((image: HTMLImageElement) => image.decode())).toBeUndefined();
      const download = page.waitForEvent('download');
      await page.getByRole('link', { name: 'CSV' }).click();
      expect((await download).suggestedFilename()).toBe('images.csv');
      deployed.good.clear();
      await page.getByRole('link', { name: 'Health' }).click();
      await page.getByText('You are signed out').waitFor();
      expect(await opened.inaccessible()).toEqual([]);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.waitForURL(`${deployed.url}health`);
      await page.locator('#about').waitFor();
      expect(deployed.asked).toHaveLength(2);
      expect(opened.troubles).toEqual([]);
    },
    SERVE_MS,
  );

  it(
    'takes no code that it did not ask for',
    async () => {
      await using samples = await serveSamples();
      await using deployed = await serveDeployed(samples);
      const url = `${deployed.url}?code=code-1&state=made-up`;
      await using opened = await openPage(browser(), { url });
      await seeWall(opened.page);
      expect(opened.page.url()).toBe(deployed.url);
      expect(deployed.asked).toHaveLength(1);
      expect([...deployed.good]).toEqual(['token-1']);
    },
    SERVE_MS,
  );
});
