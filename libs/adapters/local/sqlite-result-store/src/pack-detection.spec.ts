import { layOutText, type TextDetection } from '@glyphwatch/domain';
import { sampleDetection } from '@glyphwatch/domain/contracts';
import { packDetection, unpackDetection } from './pack-detection.ts';

it('is lossless, even if a box does not follow from its polygon', () => {
  const { lines, ...about } = sampleDetection('KEEP OUT\nNO ENTRY');
  const box = { left: 0.1, top: 0.2, width: 1 / 3, height: Math.PI / 10 };
  const odd: TextDetection = { ...about, lines: lines.map((line) => ({ ...line, box })) };
  expect(unpackDetection(packDetection(odd))).toEqual(odd);
  expect(unpackDetection(packDetection({ ...about, lines }))).toEqual({ ...about, lines });
});

it('needs less than a tenth of the space of its JSON', () => {
  const page = layOutText('the quick brown fox jumps over the lazy dog\n'.repeat(40));
  expect(packDetection(page).length * 10).toBeLessThan(JSON.stringify(page).length);
});
