import { chromium, type Browser } from 'playwright-core';
import { findChromium } from './find-chromium.ts';

const START_MS = 60_000;

/** Specs that need a real browser. Where the system has no Chromium, they say so instead of running. */
export function describeInChromium(title: string, specs: (browser: () => Browser) => void): void {
  const program = findChromium();
  if (program === undefined) {
    const missing = `NOT TESTED, because Chromium is not installed: ${title}`;
    process.stderr.write(`${missing}\n`);
    it(missing, () => expect(findChromium()).toBeUndefined());
    return;
  }
  describe(title, () => {
    let browser: Browser;
    beforeAll(async () => {
      browser = await openChromium(program);
    }, START_MS);
    specs(() => browser);
    // The last, because these run in the order in which they are given.
    afterAll(() => browser?.close(), START_MS);
  });
}

export function openChromium(program: string): Promise<Browser> {
  // Root, as in containers, has no sandbox to use.
  const isRoot = process.getuid?.() === 0;
  return chromium.launch({ executablePath: program, args: isRoot ? ['--no-sandbox'] : [] });
}
