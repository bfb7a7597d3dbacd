import { inReadingOrder } from './reading-order.ts';

const WIDE = 200;

/** A line of 200×20 centred at x, y on a page rotated about its origin. */
function line(text: string, x: number, y: number, degrees = 0) {
  const angle = (degrees * Math.PI) / 180;
  const center = {
    x: x * Math.cos(angle) - y * Math.sin(angle),
    y: x * Math.sin(angle) + y * Math.cos(angle),
  };
  return { text, rectangle: { center, width: WIDE, height: 20, angle } };
}

describe('inReadingOrder', () => {
  it.each([0, 8, 90, 180, -90])(
    'goes down the page and along its rows at %d degrees',
    (degrees) => {
      const lines = [
        line('fourth', 400, 146, degrees),
        line('second', 400, 96, degrees),
        line('first', 100, 100, degrees),
        line('third', 100, 140, degrees),
      ];
      const texts = inReadingOrder(lines).map(({ text }) => text);
      expect(texts).toEqual(['first', 'second', 'third', 'fourth']);
    },
  );

  it('goes down the page where some labels are turned by a quarter', () => {
    const turned = (text: string, x: number, y: number) => {
      const { rectangle } = line(text, 0, 0, 90);
      return { text, rectangle: { ...rectangle, center: { x, y } } };
    };
    const lines = [
      line('fourth', 100, 300),
      line('first', 100, 100),
      turned('fifth', 30, 400),
      line('third', 500, 200),
      turned('second', 30, 150),
    ];
    const texts = inReadingOrder(lines).map(({ text }) => text);
    expect(texts).toEqual(['first', 'second', 'third', 'fourth', 'fifth']);
  });

  it('handles an empty page', () => {
    expect(inReadingOrder([])).toEqual([]);
  });
});
