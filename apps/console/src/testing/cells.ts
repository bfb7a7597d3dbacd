import type { Page } from 'playwright-core';

/** The cells of a wall, each one link. */
export const cells = (page: Page) => page.locator('[data-cell]');

/** Waits for a wall with cells. */
export async function seeWall(page: Page): Promise<void> {
  await cells(page).first().waitFor();
}

/** The text of the editor, which is in a shadow root. */
export const editorText = (page: Page): Promise<string> =>
  page
    .locator('.cm-content')
    .evaluate((content) => [...content.children].map((line) => line.textContent).join('\n'));

/** What the last action said. */
export const toast = (page: Page) => page.locator('.toasts');
