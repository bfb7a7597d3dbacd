import { imagePrinter } from '../../../terminal/image-printer.ts';
import { PassThrough } from 'node:stream';
import { scannedShowing } from '../../../testing/scanned-sample.ts';
import { readDetection } from './read-detection.ts';

it('reads what scan prints', () => {
  const scanned = scannedShowing('KEEP OUT\nof here', 'OUT');
  const options = { reveal: false, withText: false, stdout: new PassThrough() };
  const line = imagePrinter('jsonl', options).image(scanned);
  expect(readDetection(line, 'x.json')).toEqual({ ...scanned.detection, modelVersion: '' });
});

it('reads what scan prints of a file of several pages', () => {
  const scanned = scannedShowing('COVER\fKEEP OUT', 'OUT');
  const unread = { number: 3, unread: 'It is damaged.' };
  const part = { truncated: true, pageCount: 3, pagesRead: 2 };
  const pages = [...(scanned.detection?.pages ?? []), unread];
  const detection = scanned.detection && { ...scanned.detection, ...part, pages };
  const options = { reveal: false, withText: false, stdout: new PassThrough() };
  const { image } = imagePrinter('jsonl', options);
  const line = image({ ...scanned, ...(detection ? { detection } : {}) });
  expect(readDetection(line, 'x.json')).toEqual({ ...detection, modelVersion: '' });
});

it('derives missing words and positions', () => {
  const text = JSON.stringify({ lines: [{ text: 'KEEP OUT' }, { text: 'NOW', confidence: 0.5 }] });
  const { lines } = readDetection(text, 'x.json');
  expect(lines.map(({ words }) => words.map((word) => word.text))).toEqual([
    ['KEEP', 'OUT'],
    ['NOW'],
  ]);
  expect(lines[0]?.words[1]?.box).toMatchObject({ left: 5 / 8, top: 0 });
  expect(lines[1]).toMatchObject({ confidence: 0.5, derived: true, box: { top: 0.5 } });
});

it('places a line around its words', () => {
  const box = { left: 0.2, top: 0.3, width: 0.1, height: 0.1 };
  const words = [
    { text: 'A', box },
    { text: 'B', box: { ...box, left: 0.5 } },
  ];
  const { lines } = readDetection(JSON.stringify({ lines: [{ text: 'A B', words }] }), 'x.json');
  expect(lines[0]?.box.left).toBeCloseTo(0.2);
  expect(lines[0]?.box.width).toBeCloseTo(0.4);
});

it.each([
  ['not json', 'x.json is not JSON'],
  ['{}', 'lines is missing'],
  ['{"lines":[{"text":3}]}', 'lines.0.text must be text'],
  ['{"lines":[{"text":"a","confidence":97}]}', 'lines.0.confidence must be at most 1'],
])('refuses %s and says why', (text, message) => {
  expect(() => readDetection(text, 'x.json')).toThrow(message);
});
