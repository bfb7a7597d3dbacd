import { visible } from './visible.ts';

it.each([
  ['plain, grün, 漢字, عربي, 👩‍👧', 'plain, grün, 漢字, عربي, 👩‍👧'],
  ['\u202Egpj.exe', '\uFFFDgpj.exe'],
  ['a\u0000b\u001b[31m', 'a\u2400b\u241b[31m'],
  ['one\ntwo\tthree', 'one two three'],
  ['pay\u200Bpal', 'pay\uFFFDpal'],
  [`A${'\u0301'.repeat(100)}`, `A${'\u0301'.repeat(4)}`],
])('shows %j as %j', (text, shown) => {
  expect(visible(text)).toBe(shown);
});
