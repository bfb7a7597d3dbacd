import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { cells, editorText, seeWall, toast } from '../../src/testing/cells.ts';
import { describeInChromium } from '../../src/testing/describe-in-chromium.ts';
import { openPage, type OpenedPage } from '../../src/testing/open-page.ts';
import { serveSamples, type ServedSamples } from '../../src/testing/serve-samples.ts';

const SERVE_MS = 120_000;
const ADDED = '    allow: [{ values: ["DO NOT ENTER"] }]';

describeInChromium('Mending rules', (browser) => {
  let served: ServedSamples;
  let opened: OpenedPage;
  let rulesFile: string;
  let before: string;
  beforeAll(async () => {
    served = await serveSamples();
    rulesFile = join(served.folder, 'samples/watchlist.yaml');
    before = readFileSync(rulesFile, 'utf8');
    opened = await openPage(browser(), served, {
      permissions: ['clipboard-read', 'clipboard-write'],
    });
  }, SERVE_MS);
  afterAll(async () => {
    await opened?.[Symbol.asyncDispose]();
    await served?.[Symbol.asyncDispose]();
  });
  afterEach(() => expect(opened.troubles).toEqual([]));

  const saved = () => readFileSync(rulesFile, 'utf8');
  const show = async (path: string) => {
    await opened.page.goto(new URL(path, served.base).href);
    return opened.page;
  };

  it('goes from a search to a saved rule by keyboard only, and changes its lines only', async () => {
    const { page } = opened;
    const { keyboard } = page;
    await seeWall(page);
    await keyboard.press('/');
    await keyboard.type('enter');
    await page.waitForFunction(() => document.querySelectorAll('[data-cell]').length === 1);
    await keyboard.press('Enter');
    await keyboard.press('Enter');
    await page.locator('.finding').waitFor();
    await keyboard.press('f');
    await toast(page).getByText('1 alert: false alarm').waitFor();
    const menu = page.locator('.menu summary');
    while (!(await menu.evaluate((summary) => summary === document.activeElement)))
      await keyboard.press('Tab');
    await keyboard.press('Enter');
    await keyboard.press('Tab');
    await keyboard.press('Enter');
    await page.getByText('Unsaved changes').waitFor();
    await page.locator('.cm-insertedLine, .cm-changedLine').first().waitFor();
    expect(await editorText(page)).toContain(ADDED);
    await page.locator('.forecast-rule').getByText('1 false alarm').waitFor();
    await page.locator('.tried').getByText('is on an allow list').first().waitFor();
    expect(saved()).toBe(before);
    await keyboard.press('Control+s');
    await toast(page).getByText('Saved').waitFor();
    const [first, ...others] = saved()
      .split('\n')
      .filter((line) => !before.split('\n').includes(line));
    expect([first, others]).toEqual([ADDED, []]);
    expect(saved().replace(`${ADDED}\n`, '')).toBe(before);
  });

  it('marks problems by line, and saves nothing that has errors', async () => {
    const page = await show('rules?rule=confidential');
    await page.locator('.cm-content').waitFor();
    const text = saved();
    await page.locator('.cm-line').filter({ hasText: 'match: CONFIDENTIAL' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('\nseverity: terrible');
    const problem = page.locator('.problem-error');
    await problem.first().waitFor();
    expect(await problem.first().textContent()).toMatch(/Line \d+/);
    expect(await opened.inaccessible()).toEqual([]);
    await page.keyboard.press('Control+s');
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true);
    expect(saved()).toBe(text);
    await page.getByRole('button', { name: 'Discard' }).click();
    await problem.first().waitFor({ state: 'detached' });
  });

  it('completes fields and their values from the schema', async () => {
    const page = await show('rules?rule=confidential');
    await page.locator('.cm-line').filter({ hasText: 'match: CONFIDENTIAL' }).click();
    await page.keyboard.press('End');
    await page.keyboard.type('\nseve');
    await page.locator('.cm-completionLabel').getByText('severity').click();
    await page.keyboard.press('Control+Space');
    await page.locator('.cm-completionLabel').getByText('critical').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Discard' }).click();
  });

  it('shows a file that was changed elsewhere meanwhile, and overwrites nothing', async () => {
    const page = await show('rules');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+Home');
    await page.keyboard.type('# mine\n');
    await page.getByText('Unsaved changes').waitFor();
    appendFileSync(rulesFile, '# theirs\n');
    await page.keyboard.press('Control+s');
    await page.getByText('The file was changed elsewhere').waitFor();
    expect(saved()).toMatch(/# theirs\n$/);
    expect(saved()).not.toContain('# mine');
    expect(await opened.inaccessible()).toEqual([]);
    await page.getByRole('button', { name: 'Keep mine' }).click();
    await page.getByRole('button', { name: 'Copy diff' }).click();
    await toast(page).getByText('The diff was copied').waitFor();
    const diff = await page.evaluate(() => navigator.clipboard.readText());
    expect(diff).toContain('+++ b/watchlist.yaml');
    expect(diff).toMatch(/^\+# mine$/m);
    expect(diff).toMatch(/^-# theirs$/m);
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.locator('.cm-content').getByText('# theirs').waitFor();
  });

  it('tries rules on typed text while they are edited', async () => {
    const page = await show('rules?rule=confidential');
    await page.locator('.cm-content').waitFor();
    await page.getByRole('textbox', { name: 'Or type text to try' }).fill('this is C0NFIDENTIAL');
    await page.locator('.tried').getByText('Match', { exact: true }).waitFor();
    expect(await opened.inaccessible()).toEqual([]);
  });

  it('adds what is chosen, and says why it does not take the rest', async () => {
    const page = await show('images');
    await seeWall(page);
    const count = await cells(page).count();
    const letter = join(served.folder, 'samples/archive/letter.png');
    await page.getByRole('button', { name: 'Add' }).click();
    await page
      .locator('input[type=file]')
      .first()
      .setInputFiles([
        { name: 'letter.png', mimeType: 'image/png', buffer: readFileSync(letter) },
        { name: 'note.png', mimeType: 'image/png', buffer: Buffer.from('this is not a picture') },
      ]);
    await page.locator('.upload-failed').getByText('note.png').waitFor();
    await page.locator('.upload-done').getByRole('link', { name: 'letter.png' }).waitFor();
    expect(await opened.inaccessible()).toEqual([]);
    await page.locator('.upload-done').getByRole('link', { name: 'letter.png' }).click();
    await page.locator('.finding').first().waitFor();
    await page.goBack();
    await page.getByRole('button', { name: /2 new: refresh/ }).click();
    await page.waitForFunction(
      (more) => document.querySelectorAll('[data-cell]').length === more,
      count + 2,
    );
  });
});
