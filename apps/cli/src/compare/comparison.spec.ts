import { type ComparedImage, compare } from './comparison.ts';
import { comparisonTable } from './comparison-table.ts';

const label = {
  file: 'gate.jpg',
  category: '',
  lines: [],
  words: ['keep', 'out', 'now'],
  optional: [],
  partial: false,
};
const read = (text: string) => ({ text, seconds: 1, truncated: false });
const DETECTORS = [
  { name: 'one', pricePerThousand: 0 },
  { name: 'two', pricePerThousand: 1.5 },
];

const images: ComparedImage[] = [
  {
    image: 'gate.jpg',
    label,
    readings: [read('KEEP OUT'), { ...read('KEEP OVT'), truncated: true }],
  },
  {
    image: 'lake.jpg',
    readings: [read('boat'), { text: '', seconds: 3, truncated: false, unread: 'It is damaged.' }],
  },
];

it('scores labelled images, compares all with the first detector, and counts what was not read', () => {
  expect(compare(DETECTORS, images)).toEqual({
    images: 2,
    labelled: 1,
    detectors: [
      {
        ...DETECTORS[0],
        unread: [],
        truncated: 0,
        secondsPerImage: 1,
        recall: 2 / 3,
        precision: 1,
      },
      {
        ...DETECTORS[1],
        unread: [{ image: 'lake.jpg', reason: 'It is damaged.' }],
        truncated: 1,
        secondsPerImage: 2,
        recall: 1 / 3,
        precision: 1 / 2,
        agreement: 2 / 5,
      },
    ],
  });
});

it('counts what could not be read as nothing found', () => {
  const [{ readings }] = images as [ComparedImage];
  const unread = { text: '', seconds: 0, truncated: false, unread: 'gone' };
  const [, two] = compare(DETECTORS, [
    { image: 'gate.jpg', label, readings: [readings[0] ?? unread, unread] },
  ]).detectors;
  expect(two).toMatchObject({ recall: 0, agreement: 0 });
  expect(two).not.toHaveProperty('precision');
});

it('is a table of at most 80 columns, in which no name can control the terminal', () => {
  const evil = { ...images[1], image: 'a\u001b[2Jb.jpg' } as ComparedImage;
  const lines = comparisonTable(compare(DETECTORS, [images[0] as ComparedImage, evil])).split('\n');
  expect(lines[0]).toBe('detector  recall  precision  agreement  s/image  $/1,000  unread');
  expect(lines[2]).toBe('two       33.3 %     50.0 %     40.0 %     2.00     1.50       1');
  expect(lines.join('\n')).toContain('two did not read 1 image to the end');
  expect(lines.join('')).not.toContain('\u001b');
  expect(Math.max(...lines.map(({ length }) => length))).toBeLessThanOrEqual(80);
});
