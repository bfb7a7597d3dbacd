import { addImage, emptyScore } from './score.ts';

function scoreOf(words: readonly string[], join: boolean, text: string) {
  const label = { file: '', category: 'plate', lines: [], words, optional: [], partial: false };
  const score = emptyScore();
  addImage(score, { ...label, join }, text);
  const { found, wanted, right, read } = score;
  return { found, wanted, right, read };
}

const ALL = { found: 2, wanted: 2, right: 2, read: 2 };

it.each([
  ['as labelled', 'AB12 CDE'],
  ['without its space', 'AB12CDE'],
  ['with more spaces', 'AB 12 CDE'],
])('counts a plate read %s where spaces do not count', (_, text) => {
  expect(scoreOf(['ab12', 'cde'], true, text)).toEqual(ALL);
});

it('counts words read as one as missed where spaces count', () => {
  expect(scoreOf(['ab12', 'cde'], false, 'AB12CDE')).toEqual({
    ...ALL,
    found: 0,
    right: 0,
    read: 1,
  });
});

it('counts a misread letter as missed and wrong where spaces do not count', () => {
  expect(scoreOf(['ab12', 'cde'], true, 'AB12COE')).toEqual({
    ...ALL,
    found: 0,
    right: 0,
    read: 1,
  });
});

it('counts a word that occurs twice only if it is read twice', () => {
  expect(scoreOf(['no', 'no'], true, 'NO')).toEqual({ ...ALL, found: 1, right: 1, read: 1 });
});
