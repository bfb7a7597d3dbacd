import fc from 'fast-check';
import { agreement } from './agreement.ts';

it.each([
  ['the same words', ['KEEP OUT'], ['keep\nout'], 1],
  ['half of them', ['keep out'], ['keep in'], 0.5],
  ['a word that one read twice', ['go go'], ['go'], 2 / 3],
  ['the same word in other pictures', ['go', ''], ['', 'go'], 0],
  ['nothing in either', ['', ''], ['', ''], undefined],
])('of %s', (_, one, other, expected) => {
  expect(agreement(one, other)).toBe(expected);
});

it('is the same from both sides', () => {
  const texts = fc.array(fc.constantFrom('', 'a', 'a b', 'b b', 'c a'), {
    minLength: 3,
    maxLength: 3,
  });
  fc.assert(
    fc.property(texts, texts, (one, other) => {
      expect(agreement(one, other)).toBe(agreement(other, one));
    }),
  );
});
