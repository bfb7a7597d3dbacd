import { MAX_LISTED, readWordList, type WordList } from './read-word-list.ts';

const read = (text: string, column?: string) => {
  const { list, mistakes } = readWordList({ name: 'words', text }, column);
  return mistakes?.map(({ line, message }) => `${line} ${message}`) ?? wordsOf(list);
};
const wordsOf = (list?: WordList) =>
  list?.values.map((value, index) => `${list.lines[index]} ${value}`) ?? [];

describe('a word list', () => {
  it('has one word or phrase a line, without comments, blank lines and surrounding spaces', () => {
    expect(read('# stolen\nKEEP OUT\n\n  EXIT \t\n#\n# Größe\nGröße')).toEqual([
      '2 KEEP OUT',
      '4 EXIT',
      '7 Größe',
    ]);
  });

  it('may come from any editor', () => {
    expect(read('\ufeffA1\r\nB2\r\n')).toEqual(['1 A1', '2 B2']);
    expect(read('A1\rB2')).toEqual(['1 A1', '2 B2']);
  });

  it.each([
    ['', '1 has no words'],
    ['# only\n\n', '1 has no words'],
    ['a\0b', '1 is not a text file: save it as UTF-8'],
    [`A1\n${'x'.repeat(1001)}`, '2 is longer than 1000 characters: put each word'],
    [
      'A1\n'.repeat(MAX_LISTED + 1),
      `${MAX_LISTED + 1} is one word too many: a list has at most 1000000`,
    ],
  ])('is refused if it is %.10j', (text, message) => {
    expect(read(text)).toEqual([expect.stringContaining(message)]);
  });
});

describe('a column of a CSV file', () => {
  it('is found by its name, with the line on which each record begins', () => {
    const text = 'id,plate,note\n1,AB12 CDE,"two\nlines"\n\n2,"XK47, WFM"\n3\n4,  ,\n5,X,#';
    expect(read(text, 'plate')).toEqual(['2 AB12 CDE', '5 XK47, WFM', '8 X']);
  });

  it.each([
    ['plate;since\r\nAB12;2020\r\n', ['2 AB12']],
    ['\ufeffplate\tsince\nAB12\t2020\n', ['2 AB12']],
    ['plate\nAB12\n', ['2 AB12']],
    ['plate,since\nAB12,2020,,\n', ['2 AB12']],
  ])('may be separated by semicolons or tabs, as in %j', (text, words) => {
    expect(read(text, 'plate')).toEqual(words);
  });

  it.each([
    ['id,Plates\n1,AB12\n', '1 has no column "plate"; did you mean "Plates"?'],
    ['id,colour\n1,red\n', '1 has no column "plate"'],
    ['plate\nAB12\n"XK4\nrest', '3 has a quote that is never closed'],
    ['plate\nAB12\nX"K"4', '3 is not valid CSV: put a cell with quotes'],
    ['plate,seen,plate\nAB12,2020,XK47\n', '1 has the column "plate" twice'],
    ['id,note,plate\n1,,AB12\n2,red, rest,XK47\n', '3 has more cells than the first line'],
    ['plate\n\n', '1 has no words'],
  ])('is refused if it is in %j, without quoting it', (text, message) => {
    const mistakes = read(text, 'plate');
    expect(mistakes).toEqual([expect.stringContaining(message)]);
    expect(mistakes.join()).not.toMatch(/XK|rest/);
  });
});
