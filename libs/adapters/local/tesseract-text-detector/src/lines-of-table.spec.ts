import { linesOfTable } from './lines-of-table.ts';

const SIZE = { width: 200, height: 100 };
const HEAD =
  'level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext';

/** Rows of a table; `words` are text and confidence. */
function line(number: number, words: readonly (readonly [string, number])[]): string[] {
  const place = `1\t1\t1\t${number}`;
  return [
    `4\t${place}\t0\t20\t${number * 10}\t100\t10\t-1\t`,
    ...words.map(
      ([text, confidence], index) =>
        `5\t${place}\t${index + 1}\t${20 + index * 50}\t${number * 10}\t40\t10\t${confidence}\t${text}`,
    ),
  ];
}

const read = (...rows: string[][]) =>
  linesOfTable(
    [HEAD, `1\t1\t0\t0\t0\t0\t0\t0\t200\t100\t-1\t`, ...rows.flat(), ''].join('\n'),
    SIZE,
  );

it('gives each line its words, placed as fractions', () => {
  const [first, second] = read(
    line(1, [
      ['KEEP', 96.5],
      ['OUT', 90.5],
    ]),
    line(2, [['NOW', 80]]),
  );
  expect(first).toMatchObject({ text: 'KEEP OUT', box: { left: 0.1, top: 0.1, width: 0.5 } });
  expect(first?.confidence).toBeCloseTo(0.935);
  expect(first?.words.map(({ text, confidence }) => [text, confidence])).toEqual([
    ['KEEP', 0.965],
    ['OUT', 0.905],
  ]);
  expect(first?.words[1]?.box.left).toBeCloseTo(0.35);
  expect(second?.text).toBe('NOW');
});

it('leaves out blank words, and lines of nothing else', () => {
  expect(
    read(
      line(1, [
        [' ', 95],
        ['', 95],
      ]),
    ),
  ).toEqual([]);
  expect(
    read(
      line(1, [
        [' ', 95],
        ['OUT', 90],
      ]),
    ).map(({ text }) => text),
  ).toEqual(['OUT']);
});

it('takes what a text holds for text, also tabs and quotes', () => {
  expect(read(line(1, [['"a\tb', 90]]))[0]?.words[0]?.text).toBe('"a\tb');
});

it('joins the signs of scripts without spaces, and nothing else', () => {
  const signs = [
    ['立', 90],
    ['入', 90],
    ['禁止', 90],
    ['KEEP', 90],
    ['OUT', 90],
  ] as const;
  expect(read(line(1, signs))[0]?.text).toBe('立入禁止 KEEP OUT');
});

it.each([
  ['nothing', ''],
  ['another table', 'a\tb\nc\td'],
  ['half a row', `${HEAD}\n5\t1\t1`],
])('finds no lines in %s', (_, table) => {
  expect(linesOfTable(table, SIZE)).toEqual([]);
});
