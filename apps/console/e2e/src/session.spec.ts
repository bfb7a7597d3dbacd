import { seeWall } from '../../src/testing/cells.ts';
import { describeInChromium } from '../../src/testing/describe-in-chromium.ts';
import { openPage } from '../../src/testing/open-page.ts';
import { serveSamples } from '../../src/testing/serve-samples.ts';

const SERVE_MS = 120_000;

describeInChromium('A session', (browser) => {
  it(
    'ends with the process: the page keeps what was typed, says so, and is let in again by a new address',
    async () => {
      await using first = await serveSamples();
      await using opened = await openPage(browser(), first);
      const { page } = opened;
      await seeWall(page);
      await page.keyboard.press('j');
      await page.keyboard.press('n');
      await page.getByRole('textbox', { name: 'Note' }).fill('half a sentence');
      await first.end();
      await page.keyboard.press('Control+Enter');
      await page.getByText('was not saved').waitFor();
      await page.getByText('Trying again').waitFor();

      const port = new URL(first.base).port;
      await using again = await serveSamples({ folder: first.folder, args: ['--port', port] });
      await page.getByText('You are signed out').waitFor();
      expect(await opened.inaccessible()).toEqual([]);
      await page.getByLabel('Address or token').fill('http://127.0.0.1/#token=wrong');
      await page.getByRole('button', { name: 'Sign in' }).click();
      await page.getByText('not valid').waitFor();
      await page.getByLabel('Address or token').fill(again.url);
      await page.getByRole('button', { name: 'Sign in' }).click();
      await seeWall(page);
      await page.keyboard.press('j');
      await page.keyboard.press('n');
      expect(await page.getByRole('textbox', { name: 'Note' }).inputValue()).toBe(
        'half a sentence',
      );
      expect(opened.troubles).toEqual([]);
    },
    SERVE_MS,
  );
});
