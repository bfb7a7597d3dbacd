// Pictures of every screen in light, dark and on a phone, of the real command over the sample images. Run by `nx run console:screenshots`.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import sharp from 'sharp';
import { openChromium } from './describe-in-chromium.ts';
import { findChromium } from './find-chromium.ts';
import { openPage } from './open-page.ts';
import { SCENES, type Scene } from './scenes.ts';
import { serveSamples } from './serve-samples.ts';

const ROOT = join(import.meta.dirname, '../../../..');
const ALL = join(ROOT, 'dist/screenshots/console');
const DOCS = join(import.meta.dirname, '../../docs');

const LOOKS = {
  light: { colorScheme: 'light', viewport: { width: 1_280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1_280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 360, height: 740 }, hasTouch: true },
} as const;

const program = findChromium();
if (program === undefined) throw new Error('Chromium is not installed: apt-get install chromium');
for (const folder of [ALL, DOCS]) mkdirSync(folder, { recursive: true });
const browser = await openChromium(program);
await using served = await serveSamples();
await using first = await openPage(browser, served);
await first.page.locator('[data-cell]').first().waitFor();
const storageState = await first.page.context().storageState();
for (const [look, options] of Object.entries(LOOKS)) {
  await using opened = await openPage(browser, { url: served.base }, { ...options, storageState });
  for (const [name, scene] of Object.entries(SCENES)) await take(opened.page, scene, name, look);
}
await browser.close();

async function take(page: Page, scene: Scene, name: string, look: string): Promise<void> {
  await page.goto(new URL(await scene.path(served), served.base).href);
  await page.locator(scene.shows).first().waitFor();
  await scene.act?.(page);
  await page.waitForLoadState('networkidle').catch(() => undefined);
  const taken = await page.screenshot();
  writeFileSync(join(ALL, `${name}-${look}.png`), taken);
  if (scene.inDocs?.includes(look))
    await sharp(taken)
      .png({ palette: true, quality: 60, effort: 10 })
      .toFile(join(DOCS, `${name}-${look}.png`));
  process.stdout.write(`${name}, ${look}\n`);
}
