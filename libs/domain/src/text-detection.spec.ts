import fc from 'fast-check';
import { boxAround } from './text-detection.ts';

const point = fc.record({
  x: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
  y: fc.double({ min: -0.5, max: 1.5, noNaN: true }),
});

describe('the box around a polygon', () => {
  it('touches its outermost corners', () => {
    const slanted = [
      { x: 0.2, y: 0.25 },
      { x: 0.6, y: 0.125 },
      { x: 0.7, y: 0.5 },
      { x: 0.3, y: 0.625 },
    ];
    const box = boxAround(slanted);
    expect(box).toMatchObject({ left: 0.2, top: 0.125, height: 0.5 });
    expect(box.width).toBeCloseTo(0.5);
  });

  it('stays inside the image', () => {
    const isInside = fc.property(fc.array(point, { minLength: 1 }), (polygon) => {
      const { left, top, width, height } = boxAround(polygon);
      expect(Math.min(left, top, width, height)).toBeGreaterThanOrEqual(0);
      expect(Math.max(left + width, top + height)).toBeLessThanOrEqual(1 + Number.EPSILON);
    });
    fc.assert(isInside);
  });
});
