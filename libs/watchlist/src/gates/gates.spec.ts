import type { Polygon } from '@glyphwatch/domain';
import { coveredShare, slantOf, textHeight } from './geometry.ts';
import { outsideRegion } from './region.ts';
import { compileGlob, compileScope, outsideScope } from './scope.ts';
import { severityOf } from './severity.ts';

describe('a glob', () => {
  it.each([
    ['uploads/*.png', 'uploads/a.png', true],
    ['uploads/*.png', 'uploads/yard/a.png', false],
    ['uploads/**', 'uploads/yard/a.png', true],
    ['uploads/**', 'other/uploads/a.png', false],
    ['**/thumb/**', 'thumb/a.png', true],
    ['**/thumb/**', 'a/b/thumb/c/d.png', true],
    ['uploads/**/a.png', 'uploads/a.png', true],
    ['*.png', '.hidden.png', true],
    ['*.PNG', 'a.png', false],
    ['a?.png', 'ab.png', false],
    ['a+(b)[c].png', 'a+(b)[c].png', true],
    ['*', 'a\nb', true],
    ['caf\u00e9/*.png', 'cafe\u0301/a.png', true],
    ['cafe\u0301/a.png', 'caf\u00e9/a.png', true],
  ])('%s on %j: %s', (glob, key, expected) => {
    expect(compileGlob(glob)(key)).toBe(expected);
  });
});

it('treats an unknown key or bucket as inside the scope', () => {
  const scope = compileScope({
    buckets: ['photos'],
    keys: ['yard/**'],
    excludeKeys: ['yard/old/**'],
  });
  expect(outsideScope(scope, {})).toBeUndefined();
  expect(outsideScope(scope, { bucket: 'photos', key: 'yard/a.png' })).toBeUndefined();
  expect(outsideScope(scope, { bucket: 'others', key: 'yard/a.png' })).toMatch('bucket');
  expect(outsideScope(scope, { bucket: 'photos', key: 'yard/old/a.png' })).toMatch('excluded');
});

describe('geometry', () => {
  const box = { left: 0.4, top: 0.4, width: 0.2, height: 0.2 };
  const corner = (x: number, y: number) => ({ x, y });

  it('measures the share of a box inside a concave polygon', () => {
    const whole = [corner(0, 0), corner(1, 0), corner(1, 1), corner(0, 1)];
    const bent = [corner(0, 0), corner(0.5, 0.5), corner(1, 0), corner(1, 1), corner(0, 1)];
    expect(coveredShare(box, whole)).toBeCloseTo(1);
    expect(coveredShare(box, bent)).toBeCloseTo(0.75);
    expect(coveredShare(box, [corner(0, 0), corner(0.1, 0), corner(0, 0.1)])).toBe(0);
  });

  it('measures slant and height in pixels, not in fractions', () => {
    // 45° in fractions of an image four times as wide as high.
    const polygon: Polygon = [
      corner(0, 0),
      corner(0.1, 0.1),
      corner(0.09, 0.11),
      corner(-0.01, 0.01),
    ];
    const size = { width: 4000, height: 1000 };
    expect(slantOf([polygon], size)).toBeCloseTo(14.04, 1);
    expect(textHeight([polygon], size)).toBeCloseTo(0.0412, 3);
  });

  it('takes the excluded part out of a region', () => {
    const base = { shape: 'rect', test: 'centroid' } as const;
    const whole = { ...base, x: 0, y: 0, w: 1, h: 1, exclude: false };
    const middle = { ...base, x: 0.3, y: 0.3, w: 0.4, h: 0.4, exclude: true };
    expect(outsideRegion([whole], box)).toBeUndefined();
    expect(outsideRegion([whole, middle], box)).toBe('it lies in an excluded region');
    expect(outsideRegion([{ ...whole, h: 0.3 }], box)).toBe('it lies outside the region');
  });

  it('needs half of the area for test: overlap', () => {
    const region = { shape: 'rect', test: 'overlap', x: 0, y: 0, w: 1, exclude: false } as const;
    expect(outsideRegion([{ ...region, h: 0.5 }], box)).toBeUndefined();
    expect(outsideRegion([{ ...region, h: 0.49 }], box)).toBeDefined();
  });
});

it('raises the severity step by step with the count', () => {
  const steps = { low: 2, high: 5 };
  expect([1, 2, 4, 5].map((count) => severityOf(steps, count))).toEqual([
    undefined,
    'low',
    'low',
    'high',
  ]);
});
