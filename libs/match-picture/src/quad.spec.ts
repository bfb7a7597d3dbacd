import { placeLabel } from './place-label.ts';
import { grow, mapQuad, outlinesOf, rectangleAround, type Quad } from './quad.ts';

function quad(left: number, top: number, width: number, height: number): Quad {
  return [
    { x: left, y: top },
    { x: left + width, y: top },
    { x: left + width, y: top + height },
    { x: left, y: top + height },
  ];
}

function turned(shape: Quad, degrees: number): Quad {
  const [sin, cos] = [Math.sin((degrees * Math.PI) / 180), Math.cos((degrees * Math.PI) / 180)];
  return mapQuad(shape, ({ x, y }) => ({ x: x * cos - y * sin, y: x * sin + y * cos }));
}

describe('outlinesOf', () => {
  const keep = quad(10, 10, 60, 20);
  const out = quad(80, 11, 50, 20);

  it.each([0, 12, 90, 180, 270, -37])(
    'joins the words of a line turned by %i degrees',
    (degrees) => {
      const [outline, ...others] = outlinesOf([turned(keep, degrees), turned(out, degrees)]);
      expect(others).toEqual([]);
      const expected = turned(quad(10, 10, 120, 21), degrees);
      for (const [index, { x, y }] of expected.entries()) {
        expect(outline?.[index]?.x).toBeCloseTo(x, 6);
        expect(outline?.[index]?.y).toBeCloseTo(y, 6);
      }
    },
  );

  it('keeps lines, far columns and other directions apart', () => {
    for (const other of [quad(10, 40, 60, 20), quad(300, 10, 60, 20), turned(out, 90)]) {
      expect(outlinesOf([keep, other])).toEqual([keep, other]);
    }
  });

  it('leaves a single word alone, even one without width', () => {
    const point = quad(5, 5, 0, 0);
    expect(outlinesOf([point])).toEqual([point]);
    expect(outlinesOf([])).toEqual([]);
  });
});

describe('grow', () => {
  it('moves every side outward in the direction of the text', () => {
    expect(grow(quad(10, 10, 60, 20), 2)).toEqual(quad(8, 8, 64, 24));
    expect(grow(quad(5, 5, 0, 0), 2)).toEqual(quad(3, 3, 4, 4));
  });
});

describe('placeLabel', () => {
  const picture = { width: 400, height: 200 };
  const label = { width: 80, height: 20 };
  const named = rectangleAround(quad(100, 100, 90, 30));
  const plain = () => 0;

  it('prefers the place above', () => {
    expect(placeLabel(label, named, picture, [], plain)).toMatchObject({ left: 100, top: 78 });
  });

  it('goes below when there is no room above', () => {
    const atTop = { ...named, top: 5 };
    expect(placeLabel(label, atTop, picture, [], plain)).toMatchObject({ left: 100, top: 37 });
  });

  it('avoids other labels and outlines', () => {
    const taken = [{ left: 90, top: 60, width: 110, height: 40 }];
    expect(placeLabel(label, named, picture, taken, plain)).toMatchObject({ left: 100, top: 132 });
  });

  it('avoids busy parts of the picture', () => {
    const text = ({ top }: { top: number }) => (top < 100 ? 0.4 : 0);
    expect(placeLabel(label, named, picture, [], text)).toMatchObject({ left: 100, top: 132 });
  });

  it('covers the picture rather than another label', () => {
    const taken = [{ left: 0, top: 101, width: 400, height: 99 }];
    const text = ({ top }: { top: number }) => (top < 100 ? 1 : 0);
    expect(placeLabel(label, named, picture, taken, text).top).toBe(78);
  });
});
