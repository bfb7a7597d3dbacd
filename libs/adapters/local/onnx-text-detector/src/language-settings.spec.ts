import * as z from 'zod/mini';
import { languagesSetting } from './language-settings.ts';

function mistakesIn(languages: unknown): string[] {
  return z.safeParse(languagesSetting, languages).error?.issues.map(({ message }) => message) ?? [];
}

it('accepts BCP 47 codes, and English and Chinese, which need no data', () => {
  expect(mistakesIn(['de', 'uk', 'ko', 'en', 'zh'])).toEqual([]);
});

it.each([
  ['deu', 'de'],
  ['German', 'de'],
  ['de-AT', 'de'],
  ['gr', 'ar'],
  ['pk', 'pl'],
])('answers %s with the list and the nearest code', (text, meant) => {
  expect(mistakesIn([text])).toEqual([
    `must be one of ar, cs, de, el, en, es, fr, it, ja, ko, nl, pl, pt, ru, sv, tr, uk, zh; did you mean "${meant}"?`,
  ]);
});
