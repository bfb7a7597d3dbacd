import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import type { ServedSamples } from './serve-samples.ts';

const require = createRequire(import.meta.url);
const AXE = readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

export interface OpenedPage extends AsyncDisposable {
  readonly page: Page;
  /** Violations of the policy, exceptions and errors of the page so far; those of the network are not among them. */
  readonly troubles: readonly string[];
  /** Violations that axe finds in the page as it is, in words. */
  inaccessible(): Promise<string[]>;
}

/** A tab of its own, let in by the address that the command printed. */
export async function openPage(
  browser: Browser,
  { url }: Pick<ServedSamples, 'url'>,
  options: BrowserContextOptions = {},
): Promise<OpenedPage> {
  const context = await browser.newContext({
    viewport: { width: 1_280, height: 800 },
    reducedMotion: 'reduce',
    ...options,
  });
  // Less than Jest gives a test, so that a test says what it waited for.
  context.setDefaultTimeout(20_000);
  const troubles: string[] = [];
  await context.addInitScript({ content: AXE });
  await context.exposeFunction('reportViolation', (text: string) => troubles.push(text));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI, sample }) => {
      const report = (window as { reportViolation?: (text: string) => void }).reportViolation;
      report?.(`${violatedDirective} ${blockedURI} ${sample}`);
    });
  });
  const page = await context.newPage();
  page.on('pageerror', (error) => troubles.push(error.stack ?? error.message));
  page.on('dialog', (dialog) => {
    if (dialog.type() !== 'beforeunload') troubles.push(`dialog: ${dialog.message()}`);
    void dialog.accept();
  });
  await page.goto(url);
  return {
    page,
    troubles,
    inaccessible: () => inaccessible(page),
    [Symbol.asyncDispose]: () => context.close(),
  };
}

interface Axe {
  run(
    context: Document,
    options: { runOnly: readonly string[] },
  ): Promise<{
    violations: { id: string; nodes: { target: unknown[]; failureSummary?: string }[] }[];
  }>;
}

export function inaccessible(page: Page): Promise<string[]> {
  return page.evaluate(async (rules) => {
    const { axe } = window as Window & { axe?: Axe };
    if (!axe) throw new Error('axe is not there');
    const { violations } = await axe.run(document, { runOnly: rules });
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${target.join(' ')}: ${failureSummary}`),
    );
  }, RULES);
}
