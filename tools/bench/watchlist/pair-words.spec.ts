import { confusionsIn, pairWords } from './pair-words.ts';

it('pairs the words of each line with those of the closest line that was read', () => {
  const written = ['MAIN GATE', 'KEEP OUT', 'AB12 CDE'];
  const read = ['AB1Z CDE', '', 'MA1N GATE', 'nothing like it'];
  expect(pairWords(written, read)).toEqual([
    { written: 'MAIN', read: 'MA1N' },
    { written: 'GATE', read: 'GATE' },
    { written: 'AB12', read: 'AB1Z' },
  ]);
});

it('pairs a short line as a whole when words were glued or split', () => {
  expect(pairWords(['KEEP OUT'], ['KEEPOUT'])).toEqual([{ written: 'KEEP OUT', read: 'KEEPOUT' }]);
  expect(pairWords(['one two three four'], ['onetwo three four'])).toEqual([]);
});

it('lists single characters that were confused, regardless of case', () => {
  expect(confusionsIn({ written: 'ROBOT', read: 'r0BoT' })).toEqual(['O→0']);
  expect(confusionsIn({ written: 'ROBOT', read: 'ROBT' })).toEqual([]);
});
