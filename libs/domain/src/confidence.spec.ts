import { showConfidence } from './confidence.ts';

it.each([
  [1, '100%'],
  [0.999, '99%'],
  [0.29, '29%'],
  [0.57, '57%'],
  [0, '0%'],
])('shows %d as %s', (confidence, shown) => {
  expect(showConfidence(confidence)).toBe(shown);
});

it('keeps every whole percentage', () => {
  for (let percent = 0; percent <= 100; percent += 1) {
    expect(showConfidence(percent / 100)).toBe(`${percent}%`);
  }
});
