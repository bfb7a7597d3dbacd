import { ALPHABET, dataOf, LANGUAGE_CODES, LANGUAGES } from './languages.ts';

it.each(LANGUAGE_CODES)('has letters of %s that are a class of characters', (code) => {
  expect(() => new RegExp(`[${ALPHABET.letters}${LANGUAGES[code]?.letters}]`, 'iu')).not.toThrow();
  expect(LANGUAGE_CODES).toContain(new Intl.Locale(code).baseName);
});

it('names the data of languages in the order of the setting', () => {
  expect(dataOf(['de', 'zh-Hans', 'en'])).toEqual(['deu', 'chi_sim', 'eng']);
});
