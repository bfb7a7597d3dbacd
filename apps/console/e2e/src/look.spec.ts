import { describeInChromium } from '../../src/testing/describe-in-chromium.ts';
import { cells, seeWall, toast } from '../../src/testing/cells.ts';
import { openPage, type OpenedPage } from '../../src/testing/open-page.ts';
import { serveSamples, type ServedSamples } from '../../src/testing/serve-samples.ts';

const SERVE_MS = 120_000;
/** The key in one of the samples, which a sensitive rule finds. */
const CANARY = 'AKIAIOSFODNN7EXAMPLE';

describeInChromium('The page of glyphwatch serve', (browser) => {
  let served: ServedSamples;
  let opened: OpenedPage;
  beforeAll(async () => {
    served = await serveSamples();
    opened = await openPage(browser(), served);
  }, SERVE_MS);
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await served?.[Symbol.asyncDispose]();
  });
  afterEach(() => expect(opened.troubles).toEqual([]));

  const show = async (path: string) => {
    await opened.page.goto(new URL(path, served.base).href);
    return opened.page;
  };

  it('shows what was found, with pictures, and forgets the token of its address', async () => {
    const { page } = opened;
    await seeWall(page);
    expect(page.url()).toBe(served.base);
    expect(await cells(page).count()).toBe(6);
    const first = cells(page).first().locator('img');
    await expect(
      first.evaluate(async (picture) => {
        await (picture as HTMLImageElement).decode();
        return (picture as HTMLImageElement).naturalWidth;
      }),
    ).resolves.toBe(320);
  });

  it('lists, opens and judges by keyboard only, and undoes it', async () => {
    const page = await show('');
    await seeWall(page);
    await page.keyboard.press('/');
    await page.keyboard.type('enter');
    await page.waitForURL(/q=enter/);
    await page.waitForFunction(() => document.querySelectorAll('[data-cell]').length === 1);
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    await page.waitForURL(/image\?/);
    await page.locator('.finding').waitFor();
    await page.keyboard.press('a');
    await toast(page).getByText('1 alert: confirmed').waitFor();
    await page.keyboard.press('Escape');
    await page.waitForURL(/\?q=enter/);
    const found = cells(page).first();
    await found.waitFor();
    await page.waitForFunction(() => document.activeElement?.hasAttribute('data-cell'));
    await page.keyboard.press('u');
    await toast(page).getByText('Undone').waitFor();
    expect(await served.get('api/alerts/count?verdict=new')).toEqual({ n: 6, more: false });
  });

  it('leaves the verdict as it is when only a note is written, and says so', async () => {
    const page = await show('');
    await seeWall(page);
    await page.keyboard.press('j');
    await page.keyboard.press('n');
    await page.getByRole('textbox', { name: 'Note' }).fill('asked the guard');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page).getByText('Note saved.').waitFor();
    expect(await served.get('api/alerts/count?verdict=new')).toEqual({ n: 6, more: false });
  });

  it('keeps filters in the address, and names those that leave nothing', async () => {
    const page = await show('?q=zzz&severity=critical');
    await page.getByText('Nothing matches these filters').waitFor();
    await page.getByRole('link', { name: /Without text: zzz/ }).click();
    await seeWall(page);
    expect(new URL(page.url()).search).toBe('?severity=critical');
    await page.goBack();
    await page.getByText('Nothing matches these filters').waitFor();
  });

  it('selects several, judges them with a note, and shows who wrote it', async () => {
    const page = await show('');
    await seeWall(page);
    await page.keyboard.press('j');
    await page.keyboard.press('x');
    await page.keyboard.press('l');
    await page.keyboard.press('Shift+X');
    await page.getByText('2 selected').waitFor();
    await page.keyboard.press('n');
    await page.getByRole('combobox', { name: 'Verdict' }).selectOption('false-alarm');
    await page.getByRole('textbox', { name: 'Note' }).fill('seen on site');
    await page.getByRole('button', { name: 'Save' }).click();
    await toast(page).getByText('2 alerts: false alarm').waitFor();
    await page.goto(new URL('?verdict=false-alarm', served.base).href);
    await seeWall(page);
    await cells(page).first().click();
    await page.getByRole('tab', { name: 'History' }).click();
    await page.getByText('seen on site').waitFor();
    await page.goBack();
  });

  it('judges all that a query lists, and gives it back', async () => {
    const page = await show('?rule=confidential&verdict=all');
    await seeWall(page);
    await page.getByRole('button', { name: 'Judge all…' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('rule: confidential').waitFor();
    await dialog.getByRole('combobox').selectOption('resolved');
    await dialog.getByRole('button', { name: 'Judge 1' }).click();
    await toast(page).getByText('1 alert: resolved').waitFor();
    const count = () => served.get('api/alerts/count?verdict=resolved');
    expect(await count()).toEqual({ n: 1, more: false });
    await toast(page).getByRole('button', { name: 'Undo' }).click();
    await toast(page).getByText('Undone').waitFor();
    expect(await count()).toEqual({ n: 0, more: false });
  });

  it('tells the one of two judges who was later, and leaves the earlier verdict', async () => {
    const page = await show('?rule=fragile-label&verdict=all');
    await seeWall(page);
    await page.route('**/api/alerts/judge', async (route) => {
      const { alerts } = route.request().postDataJSON() as { alerts: unknown[] };
      await served.post('api/alerts/judge', { alerts, verdict: 'confirmed' });
      await route.continue();
    });
    await page.keyboard.press('j');
    await page.keyboard.press('f');
    await toast(page).getByText('judged by somebody else first').waitFor();
    await page.unroute('**/api/alerts/judge');
    expect(await served.get('api/alerts/count?verdict=confirmed')).toEqual({ n: 1, more: false });
  });

  it('never sends what a sensitive rule found before somebody reveals it, and forgets it after', async () => {
    const bodies: Promise<string>[] = [];
    const { page } = opened;
    page.on('response', (answer) => {
      // The stream of events has no end.
      if (!answer.url().endsWith('api/events')) bodies.push(answer.text().catch(() => ''));
    });
    await show('?rule=cloud-key&verdict=all');
    await seeWall(page);
    await cells(page).first().click();
    await page.locator('.finding').waitFor();
    for (const tab of ['History', 'Notifications', 'Text'])
      await page.getByRole('tab', { name: tab }).click();
    expect((await Promise.all(bodies)).join()).not.toContain(CANARY);
    expect(await page.content()).not.toContain(CANARY);
    await page.keyboard.press('v');
    await page.locator('.finding').getByText(CANARY).waitFor();
    await page.locator('canvas').waitFor();
    await page.keyboard.press('Escape');
    await seeWall(page);
    expect(await page.content()).not.toContain(CANARY);
    await page.goForward();
    await page.locator('.finding').waitFor();
    expect(await page.content()).not.toContain(CANARY);
  });

  it('walks through the list that the image was opened from', async () => {
    const page = await show('images?status=MATCHED');
    await seeWall(page);
    await cells(page).first().click();
    await page.locator('.finding').first().waitFor();
    const first = page.url();
    await page.keyboard.press('PageDown');
    await page.waitForFunction((before) => location.href !== before, first);
    await page.keyboard.press('PageUp');
    await page.waitForURL(first);
  });

  it('has a switch for single keys, which stays off after a reload', async () => {
    const page = await show('');
    await seeWall(page);
    const keyList = page.getByRole('button', { name: 'Keyboard shortcuts' });
    const toggle = page.getByRole('checkbox', { name: 'Use single keys' });
    await keyList.click();
    await toggle.uncheck();
    await page.reload();
    await seeWall(page);
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await keyList.click();
    expect(page.url()).toBe(served.base);
    await toggle.check();
    await page.keyboard.press('Escape');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForURL(/health$/);
  });

  it('opens one stream for all tabs, and all of them hear of what happens', async () => {
    const context = opened.page.context();
    let streams = 0;
    context.on('request', (request) => {
      if (request.url().endsWith('api/events')) streams += 1;
    });
    await show('?verdict=resolved');
    const tabs = await Promise.all(Array.from({ length: 7 }, () => context.newPage()));
    for (const tab of tabs) {
      await tab.goto(new URL('?verdict=resolved', served.base).href);
      await tab.getByText('No resolved alerts').waitFor();
    }
    const { items } = await served.get<{ items: { id: string; revision: number }[] }>(
      'api/alerts?limit=1',
    );
    const alerts = items.map(({ id, revision }) => ({ id, revision }));
    await served.post('api/alerts/judge', { alerts, verdict: 'resolved' });
    for (const tab of [opened.page, ...tabs]) await seeWall(tab);
    await Promise.all(tabs.map((tab) => tab.close()));
    // That of the first tab was closed and opened when it was loaded anew.
    expect(streams).toBe(1);
  });
});
