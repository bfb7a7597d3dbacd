import type { Page } from 'playwright-core';
import type { ServedSamples } from './serve-samples.ts';

export interface Scene {
  readonly path: (served: ServedSamples) => string | Promise<string>;
  /** It is there once this is. */
  readonly shows: string;
  /** What is done before the picture is taken. */
  readonly act?: (page: Page) => Promise<unknown>;
  /** The looks that the README shows. */
  readonly inDocs?: readonly string[];
}

const imageOf =
  (rule: string, more = '') =>
  async (served: ServedSamples) => {
    const { items } = await served.get<{ items: { imageId: string }[] }>(`api/alerts?rule=${rule}`);
    const id = encodeURIComponent(items[0]?.imageId ?? '');
    return `${more}id=${id}&finding=${rule}`;
  };

/** Every screen, with what is opened over it. */
export const SCENES: Readonly<Record<string, Scene>> = {
  alerts: { path: () => '', shows: '[data-cell] img', inDocs: ['light', 'phone'] },
  selection: {
    path: () => '',
    shows: '[data-cell] img',
    act: async (page) => {
      await page.locator('[data-cell]').nth(1).focus();
      await page.keyboard.press('x');
      await page.getByText('1 selected').waitFor();
    },
  },
  images: { path: () => 'images', shows: '[data-cell] img' },
  image: { path: imageOf('danger-sign', 'image?'), shows: '.finding', inDocs: ['light'] },
  covered: { path: imageOf('cloud-key', 'image?'), shows: '.finding', inDocs: ['dark'] },
  menu: {
    path: imageOf('pump-serial', 'image?'),
    shows: '.menu',
    act: (page) => page.locator('.menu summary').first().click(),
  },
  rules: {
    path: async (served) => {
      const address = await imageOf('danger-sign')(served);
      const id = new URLSearchParams(address).get('id') ?? '';
      const asked = { rule: 'danger-sign', image: id, change: 'allow-text', match: '0' };
      return `rules?${new URLSearchParams(asked)}`;
    },
    shows: '.forecast-rule img',
    inDocs: ['light'],
  },
  health: { path: () => 'health', shows: '.facts' },
  add: {
    path: () => 'images',
    shows: '[data-cell] img',
    act: async (page) => {
      await page.getByRole('button', { name: 'Add', exact: true }).click();
      await page.getByText('Choose files').waitFor();
    },
  },
  keys: {
    path: () => 'health',
    shows: '.facts',
    act: async (page) => {
      await page.keyboard.press('?');
      await page.getByText('Use single keys').waitFor();
    },
  },
  empty: { path: () => '?q=nothing&severity=high', shows: '.without a' },
};
